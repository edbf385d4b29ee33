import {type Scene} from './scene.js'

const CLARIMED = {latitude: 38.7681, longitude: -9.0985, address: 'Avenida Dom João II, Lisbon'}

export const OFFICE_SCENES: Scene[] = [
  {
    folder: 'Work',
    category: 'business',
    emoji: '📋',
    hour: 9,
    source: 'omi',
    geolocation: CLARIMED,
    episodes: [
      {
        title: 'One-to-one with Helena: budget',
        overview: 'The budget for external testing is 18 000 euros. The lab in Porto gets half of it.',
        talk: [
          'Helena: Eighteen thousand, and not a euro more.',
          'Mara: Half for the lab, half for the study. It works if Coimbra does not charge us.',
          'Helena: Put it on one slide and I will defend it.',
        ],
        tasks: ['Make the slide with the testing budget', 'Book the test lab in Porto by phone'],
      },
      {
        title: 'One-to-one with Helena: August',
        overview: 'Sofia covers for Mara in August. Beatriz stays until the end of September.',
        talk: [
          'Helena: Who has the icons while you are away?',
          'Mara: Sofia. We go through them the week before.',
          'Helena: And Beatriz?',
          'Mara: She would like to stay a month longer. I would like that too.',
        ],
        tasks: ['Hand the icon set over to Sofia'],
      },
      {
        title: 'Audit preparation',
        overview: 'Dr Pires wants screenshots of every alarm state with dates. 43 states are missing.',
        talk: [
          'Helena: He reads every footnote. Every single one.',
          'Mara: Forty-three screenshots are missing. Rui and I need two days.',
          'Helena: Take three and let somebody else check them.',
        ],
        tasks: ['Take the 43 missing screenshots of alarm states', 'Find somebody to check the screenshots'],
      },
      {
        title: 'After the audit',
        overview: 'The audit passed with two remarks. Both concern dates on sketches.',
        talk: [
          'Helena: Two remarks. I had expected ten.',
          'Mara: Both about dates on sketches. The lawyer told us so in spring.',
          'Helena: Then date them, and then let us celebrate.',
        ],
        tasks: ['Put dates on all sketches of the alarm screens'],
      },
    ],
  },
  {
    folder: 'Work',
    category: 'work',
    emoji: '💼',
    hour: 16,
    source: 'phone',
    episodes: [
      {
        title: 'Mentoring Rui: first month',
        overview: 'Rui wants to present more. He takes the next design review.',
        talk: [
          'Rui: I know the answer and then I say nothing.',
          'Mara: Take the review on Tuesday. It is your finding anyway.',
          'Rui: In front of Helena?',
          'Mara: Especially in front of Helena.',
        ],
      },
      {
        title: 'Mentoring Rui: writing it down',
        overview: 'How to write findings: what was seen, what it means, what to do. One page at most.',
        talk: [
          'Mara: What did you see? Only that, first.',
          'Rui: Nine thumbs on the button.',
          'Mara: There you are. That is the first paragraph.',
        ],
        tasks: ['Read the findings that Rui writes'],
      },
      {
        title: 'Mentoring Rui: saying no',
        overview: 'Marketing asked Rui for a shiny version of the status bar. They practised a friendly no.',
        talk: [
          'Rui: They want it to glow.',
          'Mara: And what does a nurse need?',
          'Rui: To see that it is green from three metres.',
          'Mara: Say exactly that.',
        ],
      },
      {
        title: 'Mentoring Rui: what comes next',
        overview: 'Rui would like to lead the settings screen. Mara will propose it.',
        talk: [
          'Rui: I would like to have a screen of my own.',
          'Mara: Settings. Nobody fights for it and everybody needs it.',
          'Rui: Deal.',
        ],
        tasks: ['Propose Rui for the settings screen'],
      },
    ],
  },
]
