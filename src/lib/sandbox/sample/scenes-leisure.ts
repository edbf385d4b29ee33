import {type Scene} from './scene.js'

export const LEISURE_SCENES: Scene[] = [
  {
    folder: 'Music',
    category: 'music',
    emoji: '🎻',
    hour: 20,
    source: 'omi',
    geolocation: {latitude: 38.7139, longitude: -9.1394, address: 'Largo do Carmo, Lisbon'},
    episodes: [
      {
        title: 'Rehearsal: Dvořák',
        overview: 'The cellos drag in the slow movement. The conductor wants less bow and more listening.',
        talk: [
          'Conductor: Cellos, you are in love with your own sound.',
          'Mara: Can you blame us?',
          'Conductor: From letter F, half the bow, and listen to the horn.',
        ],
        tasks: ['Practise from letter F with half the bow'],
      },
      {
        title: 'Rehearsal: seating',
        overview: 'Mara moves to the second desk for the concert. New strings are due before it.',
        talk: [
          'Conductor: Mara, second desk from next week.',
          'Mara: Then I need new strings before anybody hears me.',
        ],
        tasks: ['Buy new cello strings'],
      },
      {
        title: 'Dress rehearsal',
        overview: 'Two breaks in the finale, otherwise fine. Everybody in black, no sheet music on the floor.',
        talk: [
          'Conductor: Again from the storm, and this time everybody arrives.',
          'Mara: The trombones arrived yesterday.',
          'Conductor: Black clothes, and nothing on the floor, please.',
        ],
        event: ['Concert in the Carmo', 2],
      },
      {
        title: 'After the concert',
        overview: 'The concert was sold out. The next programme has the Elgar concerto, and Mara may audition for it.',
        talk: [
          'Conductor: Four hundred people, and they stood up.',
          'Mara: I still shake.',
          'Conductor: Keep shaking. Auditions for the Elgar are in spring.',
        ],
        tasks: ['Ask for the date of the Elgar audition'],
      },
    ],
  },
  {
    folder: 'Music',
    category: 'music',
    emoji: '🎼',
    hour: 14,
    source: 'omi',
    episodes: [
      {
        title: 'Cello lesson: the slow movement',
        overview: 'The teacher wants a slower vibrato and a thumb that does not press.',
        talk: [
          'Teacher: Where is your thumb?',
          'Mara: Under the neck.',
          'Teacher: It is strangling the neck. Let it hang.',
        ],
        tasks: ['Practise ten minutes a day without the thumb'],
      },
      {
        title: 'Cello lesson: the wrist',
        overview: 'The old break hurts after an hour. Five minutes of stretching before playing.',
        talk: [
          'Teacher: You make a face at the shift.',
          'Mara: It is the wrist. It broke in twenty-one.',
          'Teacher: Five minutes of stretching, before, not after.',
        ],
      },
      {
        title: 'Cello lesson: memory',
        overview: 'First page of the Elgar by heart. Learn it from the end.',
        talk: [
          'Teacher: Close the music.',
          'Mara: Now?',
          'Teacher: Learn it from the last bar backwards, then the end is never strange.',
        ],
        tasks: ['Learn the first page of the Elgar by heart'],
      },
      {
        title: 'Cello lesson: a recording',
        overview: 'They listened to a recording of Mara. The sound is better than she thinks, the rhythm is not.',
        talk: [
          'Teacher: What do you hear?',
          'Mara: Everything I dislike.',
          'Teacher: I hear a good sound and a lazy triplet.',
        ],
        tasks: ['Practise the triplets with the metronome'],
      },
    ],
  },
  {
    folder: 'Personal',
    category: 'literature',
    emoji: '📚',
    hour: 19,
    source: 'phone',
    episodes: [
      {
        title: 'Book club: Erpenbeck',
        overview: 'A long evening about a house by a lake. Most liked the gardener best.',
        talk: [
          'Joana: The gardener never says a word and he is the only one who stays.',
          'Mara: That is why I cried at the rake.',
          'Paulo: I found it cold.',
          'Mara: It is a cold lake.',
        ],
      },
      {
        title: 'Book club: choosing the next one',
        overview: 'Next is a novel from Iceland about sheep. Joana gets six copies from the library.',
        talk: [
          'Paulo: Something with people in it, please.',
          'Joana: Sheep. It is about sheep, and two brothers who do not speak.',
          'Mara: I am in.',
        ],
        tasks: ['Read the novel about the sheep'],
      },
      {
        title: 'Book club: the sheep',
        overview: 'Everybody loved the sheep. Long argument about whether the brothers forgive each other.',
        talk: [
          'Paulo: They do not forgive. They are only cold.',
          'Joana: The last scene is forgiveness.',
          'Mara: It is warmth. Perhaps that is enough.',
        ],
      },
      {
        title: 'Book club: at our place',
        overview: 'The next meeting is at Mara’s. She bakes bread, Paulo brings cheese.',
        talk: [
          'Mara: Come to us. I bake, and there is a cat.',
          'Paulo: I bring cheese.',
          'Joana: Hide it from the cat.',
        ],
        tasks: ['Reserve the next novel at the library'],
        event: ['Book club at home', 20],
      },
    ],
  },
]
