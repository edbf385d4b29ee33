/** What the values of a column are, as far as tables with types go. */
export type ColumnType = 'boolean' | 'json' | 'number' | 'text' | 'time'

const TYPES: Readonly<Record<string, ColumnType>> = {
  action_items: 'json',
  completed: 'boolean',
  conversation_count: 'number',
  current_value: 'number',
  edited: 'boolean',
  events: 'json',
  focus_rank: 'number',
  geolocation: 'json',
  is_active: 'boolean',
  is_default: 'boolean',
  is_system: 'boolean',
  manually_added: 'boolean',
  max_value: 'number',
  min_value: 'number',
  order: 'number',
  progress_pct: 'number',
  reviewed: 'boolean',
  success_criteria: 'json',
  tags: 'json',
  target_value: 'number',
  transcript_segments: 'json',
  user_review: 'boolean',
}

/** `isKnown`: whether the contract has the column; what a server sends beside may be of any type. */
export function typeOfColumn(name: string, isKnown: boolean): ColumnType {
  if (!isKnown) return 'json'
  return TYPES[name] ?? (name.endsWith('_at') ? 'time' : 'text')
}
