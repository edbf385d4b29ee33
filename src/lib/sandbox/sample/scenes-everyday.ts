import {type Scene} from './scene.js'

export const EVERYDAY_SCENES: Scene[] = [
  {
    folder: 'Family',
    category: 'social',
    emoji: '🎲',
    hour: 21,
    source: 'omi',
    episodes: [
      {
        title: 'Games night with the neighbours',
        overview: 'Four rounds of the trading game. The neighbours have a dog that looks like a mop.',
        talk: [
          'Neighbour: Wool for brick, last offer.',
          'Mara: You said that twice already.',
          'Tiago: The mop is eating the wool.',
        ],
      },
      {
        title: 'The lift in the house',
        overview: 'The lift has been out of order for nine days. The neighbours write to the landlord together.',
        talk: [
          'Graça: Nine days. I am eighty-one and I live on the third floor.',
          'Mara: We write to him together. All of us sign.',
          'Neighbour: I know his private address.',
        ],
        tasks: ['Write to the landlord about the lift'],
      },
      {
        title: 'Lemons on the doorstep',
        overview: 'Somebody leaves lemons every autumn. Suspicion falls on the man from the kiosk.',
        talk: [
          'Graça: It is the man from the kiosk. He calls everybody engineer.',
          'Mara: Does he have a lemon tree?',
          'Graça: His mother has three.',
        ],
        tasks: ['Bring a jar of lemon jam to the kiosk'],
      },
      {
        title: 'Street festival',
        overview: 'The street is closed for the festival in June. Mara bakes, Tiago takes the grill.',
        talk: [
          'Neighbour: We need bread for sixty people.',
          'Mara: Otto and I can do thirty. The rest comes from the bakery.',
          'Tiago: I take the grill, as always.',
        ],
        tasks: ['Bake ten loaves for the street festival'],
      },
    ],
  },
  {
    folder: 'Personal',
    category: 'health',
    emoji: '🩺',
    hour: 8,
    source: 'apple_watch',
    episodes: [
      {
        title: 'Physiotherapy for the wrist',
        overview: 'Six sessions, twice a week. The cold makes it worse, warm water helps.',
        talk: [
          'Physio: Does it hurt here?',
          'Mara: Only when I play for more than an hour.',
          'Physio: Warm water before, and these two exercises.',
        ],
        tasks: ['Do the wrist exercises every morning'],
      },
      {
        title: 'Dentist',
        overview: 'No holes. The next check is in half a year.',
        talk: ['Dentist: Nothing to do. Come back in six months.', 'Mara: That is the nicest sentence of the week.'],
        tasks: ['Make an appointment with the dentist in six months'],
      },
      {
        title: 'Allergy check',
        overview: 'Hazelnut stays on the list. A new emergency kit was prescribed.',
        talk: [
          'Doctor: Hazelnut, still strong. Almond is fine.',
          'Mara: And the kit in my bag is from two years ago.',
          'Doctor: Then you need a new one today.',
        ],
        tasks: ['Fetch the new emergency kit from the pharmacy'],
      },
      {
        title: 'Sleep and coffee',
        overview: 'Two weeks of notes show it: coffee after two costs an hour of sleep.',
        talk: [
          'Doctor: What do your notes say?',
          'Mara: No coffee after two, and I sleep an hour longer.',
          'Doctor: That is cheaper than any pill.',
        ],
      },
    ],
  },
  {
    folder: 'Personal',
    category: 'travel',
    emoji: '🧳',
    hour: 12,
    source: 'omi',
    episodes: [
      {
        title: 'Lighthouse number 28',
        overview: 'A day trip to the lighthouse of Cabo Espichel. The keeper showed the lamp.',
        talk: [
          'Keeper: One thousand watts, and you could read by it in Setúbal.',
          'Mara: May I draw it?',
          'Keeper: Draw it, but do not touch it.',
        ],
        tasks: ['Add Cabo Espichel to the list of lighthouses'],
      },
      {
        title: 'On the ferry',
        overview: 'A birdwatcher explained where the flamingos stand at low tide.',
        talk: [
          'Birdwatcher: Two hours before low tide, on the north bank.',
          'Mara: With a film camera?',
          'Birdwatcher: With patience.',
        ],
      },
      {
        title: 'Night train plans',
        overview: 'Tickets open 180 days ahead. A compartment for three, with the cello in the corridor or not at all.',
        talk: [
          'Clerk: The instrument needs a ticket if it stands on a seat.',
          'Mara: It is quieter than most passengers.',
          'Clerk: I believe you. It still needs a ticket.',
        ],
        tasks: ['Ask whether the cello may travel in the compartment'],
      },
      {
        title: 'Hallstatt cabin',
        overview: 'The cabin is free for two weeks in August. Deposit by the end of the month.',
        talk: [
          'Owner: Same weeks as always?',
          'Mara: Same weeks, and this time we bring the boat.',
          'Owner: Deposit by the end of the month, please.',
        ],
        tasks: ['Pay the deposit for the cabin in Hallstatt'],
      },
    ],
  },
]
