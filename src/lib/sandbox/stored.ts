import {type Answer, type Schema} from './contract.js'

/** The documents of the account as the sandbox keeps them. */

/** What the sandbox keeps of every document beside what it shows. */
export interface Kept {
  /** Only a paid plan may touch it. */
  is_locked?: boolean
  /** Stands for a record that is damaged on the server. */
  unreadable?: boolean
}

/** Of a document of any collection. */
export interface StoredDocument extends Kept {
  id: string
}

export interface StoredActionItem extends Kept, Schema<'ActionItem'> {
  created_at: string
}

/** A conversation's action items are those of the account, by id, and its folder's name is the folder's. */
export interface StoredConversation extends Kept, Omit<Schema<'Conversation'>, 'folder_name'> {
  action_item_ids: string[]
  client_session_id?: string
  discarded: boolean
  starred: boolean
  transcript_segments: Schema<'TranscriptSegment'>[]
}

/** How many conversations a folder has is counted. */
export type StoredFolder = Omit<Schema<'Folder'>, 'conversation_count'>

export interface StoredGoal extends Schema<'Goal'> {
  /** One entry a day, in no order. */
  history: Answer<'listGoalHistory'>
}

/** An ID token that was given out. */
interface StoredIdToken {
  /** In seconds since 1970. */
  ends_at: number
  /** The token. */
  id: string
  user_id: string
}

/** A key's metadata and the key itself. */
export interface StoredKey extends Schema<'DevApiKey'> {
  secret: string
}

export interface StoredMemory extends Kept, Schema<'Memory'> {}

/** A refresh token that is good now. */
interface StoredSession {
  /** The refresh token. */
  id: string
  user_id: string
}

/** The documents of the collections that have more code than their row in the table, by the collection's name. */
export interface Documents {
  action_items: StoredActionItem
  conversations: StoredConversation
  daily_summaries: Schema<'DailySummary'>
  folders: StoredFolder
  goals: StoredGoal
  id_tokens: StoredIdToken
  keys: StoredKey
  memories: StoredMemory
  messages: Schema<'Message'>
  sessions: StoredSession
}
