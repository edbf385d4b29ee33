/** What a mirror keeps, a word for each kind of thing: as the verbs have it. */
export const NOUNS = ['memory', 'conversation', 'action-item', 'goal', 'folder', 'daily-summary'] as const

export type Noun = (typeof NOUNS)[number]

/** The keys under which the API and JSON results have them. */
export const NOUN_KEYS = {
  memory: 'memories',
  conversation: 'conversations',
  'action-item': 'action_items',
  goal: 'goals',
  folder: 'folders',
  'daily-summary': 'daily_summaries',
} as const satisfies Record<Noun, string>

export type NounKey = (typeof NOUN_KEYS)[Noun]
