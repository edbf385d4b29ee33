import {
  type ActionItem,
  type Conversation,
  type DailySummary,
  type Folder,
  type Goal,
  type Memory,
} from '../contract/schema.js'

/** What the API's documents of each noun are. */
export interface Documents {
  'action-item': ActionItem
  conversation: Conversation
  'daily-summary': DailySummary
  folder: Folder
  goal: Goal
  memory: Memory
}

export type Noun = keyof Documents

/** Every noun, in the order in which all of them are exported. */
export const NOUNS = [
  'memory',
  'conversation',
  'action-item',
  'goal',
  'folder',
  'daily-summary',
] as const satisfies readonly Noun[]

/** The names of files and folders that hold all of a noun. */
export const PLURALS: Readonly<Record<Noun, string>> = {
  'action-item': 'action-items',
  conversation: 'conversations',
  'daily-summary': 'daily-summaries',
  folder: 'folders',
  goal: 'goals',
  memory: 'memories',
}

/** What a document has as columns of a table, in this order; what is in a conversation's `structured` has a column of its own. */
export const COLUMNS = {
  'action-item': [
    'id',
    'description',
    'completed',
    'due_at',
    'completed_at',
    'created_at',
    'updated_at',
    'conversation_id',
  ],
  conversation: [
    'id',
    'created_at',
    'started_at',
    'finished_at',
    'title',
    'overview',
    'emoji',
    'category',
    'action_items',
    'events',
    'language',
    'source',
    'folder_id',
    'folder_name',
    'geolocation',
    'transcript_segments',
  ],
  'daily-summary': ['id', 'date', 'day_emoji', 'headline', 'overview', 'created_at'],
  folder: [
    'id',
    'name',
    'description',
    'color',
    'icon',
    'order',
    'is_default',
    'is_system',
    'conversation_count',
    'created_at',
    'updated_at',
  ],
  goal: [
    'id',
    'goal_id',
    'title',
    'desired_outcome',
    'why_it_matters',
    'success_criteria',
    'horizon_at',
    'status',
    'source',
    'focus_rank',
    'goal_type',
    'target_value',
    'current_value',
    'min_value',
    'max_value',
    'unit',
    'is_active',
    'progress_pct',
    'created_at',
    'updated_at',
  ],
  memory: [
    'id',
    'content',
    'category',
    'visibility',
    'tags',
    'created_at',
    'updated_at',
    'manually_added',
    'scoring',
    'reviewed',
    'user_review',
    'edited',
  ],
} as const satisfies {readonly [Name in Noun]: ReadonlyArray<ColumnOf<Name>>}

/** The fields of a noun's documents; `progress_pct` is what its others say. */
type ColumnOf<Name extends Noun> = Name extends 'conversation'
  ? Exclude<keyof Conversation, 'structured'> | keyof Conversation['structured']
  : Name extends 'goal'
    ? 'progress_pct' | keyof Goal
    : keyof Documents[Name]
