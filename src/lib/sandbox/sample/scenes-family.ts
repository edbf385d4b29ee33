import {type Scene} from './scene.js'

export const FAMILY_SCENES: Scene[] = [
  {
    folder: 'Family',
    category: 'family',
    emoji: '📞',
    hour: 18,
    source: 'phone_call',
    episodes: [
      {
        title: 'Call with Karl: the Puch',
        overview: 'The fork of the 1974 Puch is straight again. Karl looks for a matching rear wheel.',
        talk: [
          'Karl: It rolls as it did in seventy-four.',
          'Mara: And the fork?',
          'Karl: Straight. What I need is a rear wheel with thirty-six holes.',
          'Mara: I will ask in the shop near the station.',
        ],
        tasks: ['Ask for a rear wheel with 36 holes'],
      },
      {
        title: 'Call with Karl: the roof in Graz',
        overview: 'The solar panels would cost 14 000 euros. The roof has to be checked first.',
        talk: [
          'Karl: Fourteen thousand, and the man wants to see the beams.',
          'Mara: Let him see the beams, then. I have saved about half.',
          'Karl: It is your money, think about it.',
        ],
        tasks: ['Compare two offers for the solar panels'],
      },
      {
        title: 'Call with Karl: plans for November',
        overview: 'The family meets in Graz on 2 November. Ana drives, Mara takes the night train.',
        talk: [
          'Karl: As every year, at eleven, at the gate.',
          'Mara: We take the night train, the three of us.',
          'Karl: Inês can sleep in the workshop if she wants to.',
          'Mara: She talks of nothing else.',
        ],
        tasks: ['Book the night train to Vienna'],
      },
      {
        title: 'Call with Karl: his knee',
        overview: 'The knee is better. The doctor wants him to ride, not to kneel.',
        talk: [
          'Karl: Riding is fine, she says. Kneeling is not.',
          'Mara: So raise the work stand.',
          'Karl: You sound like your mother.',
          'Mara: Good.',
        ],
      },
    ],
  },
  {
    folder: 'Family',
    category: 'family',
    emoji: '🏡',
    hour: 19,
    source: 'omi',
    episodes: [
      {
        title: 'The week with Tiago',
        overview: 'Who fetches Inês when: Tiago on Monday and Thursday, Mara on the other days.',
        talk: [
          'Tiago: I have the lab until five on Tuesday.',
          'Mara: Then you take Monday and Thursday, I do the rest.',
          'Tiago: And the costume?',
          'Mara: A squid. Do not ask.',
        ],
        tasks: ['Buy felt for the squid costume'],
      },
      {
        title: 'Tiago and the washing machine',
        overview: 'The machine leaks. The warranty runs until December, so it is repaired for nothing.',
        talk: [
          'Tiago: There is a lake in the kitchen again.',
          'Mara: The warranty runs until December. I have the receipt in the blue tin.',
          'Tiago: I call them tomorrow at eight.',
        ],
        tasks: ['Find the receipt of the washing machine'],
      },
      {
        title: 'Money talk with Tiago',
        overview: 'The rent goes up in January. They put 200 euros more aside each month.',
        talk: [
          'Tiago: Two and a half percent, from January.',
          'Mara: We can do it if we skip the second car club.',
          'Tiago: Two hundred more a month into savings, then.',
          'Mara: Two hundred. I set it up.',
        ],
        tasks: ['Raise the standing order to the savings account by 200 euros'],
      },
      {
        title: 'Birthday plans for Tiago',
        overview: 'Dona Graça keeps the green enamel pot hidden. Eight guests, dinner at home.',
        talk: [
          'Graça: The pot is under my bed. He will never look there.',
          'Mara: You are an angel. There will be eight of us, with you.',
          'Graça: I bring the rice pudding.',
        ],
        tasks: ['Invite the neighbours to the birthday dinner'],
        event: ["Tiago's birthday dinner", 6],
      },
    ],
  },
  {
    folder: 'Family',
    category: 'education',
    emoji: '🎓',
    hour: 17,
    source: 'omi',
    episodes: [
      {
        title: 'Parents evening',
        overview: 'Inês reads well and talks a lot. The class plans a trip to the aquarium.',
        talk: [
          'Teacher: She reads like a ten-year-old and talks like a radio.',
          'Mara: That is hereditary.',
          'Teacher: We would need two parents for the aquarium.',
          'Mara: Put me on the list.',
        ],
        tasks: ['Sign the form for the aquarium trip'],
        event: ['Class trip to the aquarium', 14],
      },
      {
        title: 'Homework about bridges',
        overview: 'Inês has to explain a bridge. She chose the one over the Tagus and wants to build it.',
        talk: [
          'Inês: Which one is older, ours or the one in America?',
          'Mara: The one in America. Ours is its little sister.',
          'Inês: I want to build it from spaghetti.',
          'Mara: Then we need two packets and the glue gun.',
        ],
        tasks: ['Buy two packets of spaghetti for the bridge'],
      },
      {
        title: 'Swimming lessons',
        overview: 'Inês moves up to the deep pool. Lessons are an hour later from now on.',
        talk: [
          'Coach: She is ready for the deep end.',
          'Inês: I was ready last year.',
          'Coach: It is at five then, not at four.',
        ],
      },
      {
        title: 'A letter to Ana',
        overview: 'Inês dictated a letter about the cat, the bridge and the lost tooth.',
        talk: [
          'Inês: Write that Pixel ate the tablet, but only because of the cheese.',
          'Mara: Dear Ana, Pixel ate the tablet. Next?',
          'Inês: And that the tooth is gone and I got two euros.',
        ],
        tasks: ['Post the letter to Ana'],
      },
    ],
  },
  {
    folder: 'Family',
    category: 'family',
    emoji: '🐾',
    hour: 20,
    source: 'phone_call',
    episodes: [
      {
        title: 'Ana and the exam',
        overview: 'Ana has her last big exam in pathology. She wants the crossword as a distraction.',
        talk: [
          'Ana: I know every worm by name and I still cannot sleep.',
          'Mara: Seven letters, found in a harbour, begins with b.',
          'Ana: Bollard. Thank you, that helped.',
        ],
      },
      {
        title: 'Ana about Pixel',
        overview: 'Pixel drinks too much. Ana advises a blood test and wet food.',
        talk: [
          'Mara: He empties the bowl twice a day.',
          'Ana: At fourteen that is the kidneys, or sugar. Have his blood tested.',
          'Mara: And until then?',
          'Ana: Wet food, and do not panic.',
        ],
        tasks: ['Have the blood of Pixel tested', 'Buy wet food for the cat'],
      },
      {
        title: 'Ana passed',
        overview: 'Ana passed the exam. They celebrate in Graz in November.',
        talk: [
          'Ana: Passed. With a one!',
          'Mara: I am screaming, can you hear it?',
          'Ana: The whole tram can hear it.',
        ],
        tasks: ['Order a stethoscope with an engraving for Ana'],
      },
      {
        title: 'Godson Paul',
        overview: 'Paul turns ten in May and wishes for a telescope. Ana and Mara share the cost.',
        talk: [
          'Ana: He wants to see Saturn. He said please three times.',
          'Mara: Then he shall see Saturn. We share?',
          'Ana: We share.',
        ],
        tasks: ['Look for a telescope for a ten-year-old'],
      },
    ],
  },
]
