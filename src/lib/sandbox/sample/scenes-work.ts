import {type Scene} from './scene.js'

const CLARIMED = {latitude: 38.7681, longitude: -9.0985, address: 'Avenida Dom João II, Lisbon'}

export const WORK_SCENES: Scene[] = [
  {
    folder: 'Work',
    category: 'design',
    emoji: '🎨',
    hour: 10,
    source: 'omi',
    geolocation: CLARIMED,
    episodes: [
      {
        title: 'Design review: alarm colours',
        overview:
          'The team compared amber and yellow for medium alarms and kept amber. Contrast on old displays is open.',
        talk: [
          'Helena: Which of the two would you notice from the door?',
          'Mara: Amber, every time. Yellow drowns in the afternoon light.',
          'Sofia: On the old panel amber comes out almost brown, though.',
          'Mara: Then I will measure the contrast on the old display before we decide for good.',
          'Helena: Fine. Amber for now.',
        ],
        tasks: ['Measure the contrast of amber on the old display', 'Send the colour table to Sofia'],
      },
      {
        title: 'Design review: the confirm button',
        overview:
          'Rui showed that the thumb covers the confirm button. It moves to the right edge and grows by a third.',
        talk: [
          'Rui: In nine of twelve recordings the thumb rests right on top of it.',
          'Mara: So people confirm without meaning to?',
          'Rui: Twice. Once during a dose change.',
          'Helena: That is reason enough. Move it.',
          'Mara: To the right edge, and larger. I will draw it today.',
        ],
        tasks: ['Draw the confirm button at the right edge'],
      },
      {
        title: 'Design review: alarm history',
        overview: 'Alarm history gets a screen of its own, newest first, with the silenced ones in grey.',
        talk: [
          'Sofia: If it stays on the status page, nobody scrolls down to it.',
          'Mara: Its own screen, then, one tap from the alarm itself.',
          'Helena: And the silenced ones?',
          'Mara: Grey, but still there. Dr Pires will ask for them.',
        ],
        tasks: ['Add the alarm history screen to the flow chart'],
      },
      {
        title: 'Design review: German translation',
        overview: 'Long German labels break the settings screen. Two columns become one and three labels get shorter.',
        talk: [
          'Beatriz: The word for air bubble detector needs two and a half lines.',
          'Mara: Can we say bubble alarm? That is what nurses in Graz call it.',
          'Helena: Ask the translator, but yes.',
          'Beatriz: I would make the screen one column either way.',
          'Mara: Agreed. One column.',
        ],
        tasks: ['Ask the translator about the word for bubble alarm'],
      },
    ],
  },
  {
    folder: 'Work',
    category: 'health',
    emoji: '🩺',
    hour: 13,
    source: 'omi',
    episodes: [
      {
        title: 'Interview with a night nurse',
        overview:
          'A nurse with twelve years of nights explained how alarms pile up at four in the morning and which ones she trusts.',
        talk: [
          'Mara: What do you do first when a pump beeps?',
          'Nurse: I silence it. Then I read what it wants.',
          'Mara: Always in that order?',
          'Nurse: At four in the morning, always. There are six others sleeping.',
          'Mara: And which alarm would you never silence?',
          'Nurse: Air in the line. That one I run for.',
        ],
        tasks: ['Write up the interview with the night nurse'],
      },
      {
        title: 'Interview with the head nurse in Coimbra',
        overview: 'The ward in Coimbra will take part in the study. Training takes one hour per shift.',
        talk: [
          'Nurse: We can give you two rooms, not more.',
          'Mara: Two rooms are plenty. How many people per shift?',
          'Nurse: Four. You have to train each shift separately.',
          'Mara: One hour each, I promise, and coffee.',
        ],
        tasks: ['Plan one hour of training for each shift in Coimbra'],
        event: ['Training in Coimbra', 12],
      },
      {
        title: 'Study day: first shift',
        overview: 'Four nurses tried the knob prototype. All found the dose screen, two missed the unit.',
        talk: [
          'Nurse: Is this millilitres or milligrams?',
          'Mara: Where did you look for it?',
          'Nurse: Next to the number. It is up here, so small.',
          'Mara: Thank you, that helps more than you think.',
        ],
        tasks: ['Put the unit next to the number on the dose screen'],
      },
      {
        title: 'Study day: what we learned',
        overview:
          'Summary of the study: the knob wins, the unit must stand by the number, the old tone is too high for many.',
        talk: [
          'Helena: Three sentences, please.',
          'Mara: The knob wins. The unit has to stand next to the number. And half of them do not hear the tone.',
          'Joaquim: I can bring the tone down to two kilohertz.',
          'Helena: Then we have a plan for the next prototype.',
        ],
        tasks: ['Send Helena the summary of the study'],
      },
    ],
  },
  {
    folder: 'Work',
    category: 'technology',
    emoji: '💻',
    hour: 15,
    source: 'desktop',
    episodes: [
      {
        title: 'Display driver with Joaquim',
        overview: 'The display freezes when the language changes during an alarm. Joaquim suspects the font cache.',
        talk: [
          'Joaquim: I can make it freeze every time now. Change the language while it beeps.',
          'Mara: Who does that in real life?',
          'Joaquim: Cleaning staff with a cloth, apparently.',
          'Mara: Then we lock the language during alarms until you have fixed it.',
        ],
        tasks: ['Specify the language lock during alarms'],
      },
      {
        title: 'New tone for low alarms',
        overview: 'Joaquim played three tones. The one at two kilohertz with a soft start is the favourite.',
        talk: [
          'Joaquim: This is one. This is two. And three.',
          'Mara: The second starts softly. I like that it does not make me jump.',
          'Joaquim: Older ears hear it best as well.',
          'Mara: Let us take it to the ward.',
        ],
      },
      {
        title: 'Boot screen timing',
        overview: 'The pump takes eleven seconds to start. A progress ring replaces the logo after two.',
        talk: [
          'Mara: Eleven seconds feel like a minute when somebody is waiting.',
          'Joaquim: I can save three, not more.',
          'Mara: Then show what it does. A ring, and the self-test in words.',
        ],
        tasks: ['Draw the progress ring for the boot screen'],
      },
      {
        title: 'Firmware freeze',
        overview: 'The firmware is frozen for the audit. Only faults that touch a dose may still change it.',
        talk: [
          'Joaquim: From tonight on, no change without two signatures.',
          'Mara: What about the typo on the battery page?',
          'Joaquim: It stays until after the audit.',
          'Mara: Noted. It will hurt every day.',
        ],
        event: ['Audit', 9],
      },
    ],
  },
]
