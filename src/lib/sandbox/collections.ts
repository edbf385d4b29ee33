import {actionItemChanges, addActionItem} from './action-items.js'
import {type JsonObject, type Schema} from './contract.js'
import {findOperation} from './contract.js'
import {conversationChanges, shownConversation} from './conversations.js'
import {equal, listed, timesFrom, unlessAskedFor} from './filters.js'
import {shownFolder} from './folders.js'
import {addGoal, ignoresLimit, rankOf, shownGoal} from './goals.js'
import {addMemory, memoryChanges, shownMemory} from './memories.js'
import {type Row} from './row.js'
import {
  type StoredActionItem,
  type StoredConversation,
  type StoredDocument,
  type StoredFolder,
  type StoredGoal,
  type StoredMemory,
} from './stored.js'

/** A row whose code knows its documents, the body of a creation and that of a change. */
const row = <Document extends StoredDocument, New extends object = object, Changes extends object = object>(
  facts: Row<Document, New, Changes>,
): Row => facts

const text: JsonObject = {type: 'string'}

/** The newest first; times are written alike. */
const byCreation = (a: StoredConversation, b: StoredConversation) =>
  a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0

/**
 * All that the sandbox keeps, a row a collection, by the name that a data file has for it and in its order. A row with a
 * path is a noun of the account: its operations are those of the contract at that path, and work as `collection-handlers.ts` has it
 * but for what the row says.
 */
export const COLLECTIONS: Readonly<Record<string, Row>> = {
  keys: {noun: 'key', schema: 'DevApiKey', beside: () => ({secret: text})},
  memories: row<StoredMemory, Schema<'MemoryCreate'>, Schema<'MemoryUpdate'>>({
    noun: 'memory',
    path: '/v1/dev/user/memories',
    schema: 'Memory',
    lockable: true,
    filters: [listed('categories', 'category', 'MemoryCategory')],
    shown: shownMemory,
    add: addMemory,
    changes: memoryChanges,
    nothingSent: 'At least one field (content, visibility, tags, or category) must be provided',
  }),
  conversations: row<StoredConversation, never, Pick<Schema<'Conversation'>['structured'], 'title'>>({
    noun: 'conversation',
    path: '/v1/dev/user/conversations',
    schema: 'Conversation',
    beside: () => ({
      action_item_ids: {type: 'array', items: text},
      discarded: {type: 'boolean'},
      starred: {type: 'boolean'},
      transcript_segments: {type: 'array'},
    }),
    lockable: true,
    isListed: ({discarded}) => !discarded,
    // One that arrives late has an old time.
    order: byCreation,
    filters: [
      equal('folder_id'),
      equal('starred'),
      listed('categories', 'structured.category', 'ConversationCategory'),
      timesFrom('created_at'),
    ],
    shown: shownConversation,
    changes: conversationChanges,
  }),
  action_items: row<StoredActionItem, Schema<'ActionItemCreate'>, Schema<'ActionItemUpdate'>>({
    noun: 'action item',
    path: '/v1/dev/user/action-items',
    schema: 'ActionItem',
    beside: () => ({created_at: {type: 'string', format: 'date-time'}}),
    lockable: true,
    filters: [equal('completed'), equal('conversation_id'), timesFrom('created_at')],
    add: addActionItem,
    changes: actionItemChanges,
  }),
  goals: row<StoredGoal, Schema<'GoalCreate'>>({
    noun: 'goal',
    path: '/v1/dev/user/goals',
    schema: 'Goal',
    beside: () => ({history: findOperation('listGoalHistory').responses['200']}),
    filters: [unlessAskedFor('include_inactive', 'is_active')],
    order: (a, b) => rankOf(a) - rankOf(b),
    ignoresLimit,
    shown: shownGoal,
    add: addGoal,
  }),
  folders: row<StoredFolder>({
    noun: 'folder',
    path: '/v1/dev/user/folders',
    schema: 'Folder',
    order: (a, b) => (a.order ?? 0) - (b.order ?? 0),
    shown: shownFolder,
  }),
  daily_summaries: {
    noun: 'daily summary',
    path: '/v1/dev/user/daily-summaries',
    schema: 'DailySummary',
    filters: [timesFrom('date')],
  },
  messages: {noun: 'message', schema: 'Message'},
  sessions: {noun: 'session', beside: () => ({id: text, user_id: text})},
  id_tokens: {noun: 'ID token', beside: () => ({id: text, user_id: text, ends_at: {type: 'number'}})},
}
