import type {StoredActionItem} from './action-items.js'
import type {Handlers, Schema} from './operation.js'
import type {Store} from './store.js'

import {type Lockable, removeDocument, requireDocument, requireText, sentFields, unlocked} from './documents.js'
import {addFromSegments, addFromText} from './new-conversation.js'
import {rangeTest} from './times.js'
import {valueList} from './values.js'

type Conversation = Schema<'Conversation'>

/** A conversation as it is kept: its action items are those of the account, by id, and its folder's name is the folder's. */
export interface StoredConversation extends Lockable, Omit<Conversation, 'folder_name'> {
  action_item_ids: string[]
  client_session_id?: string
  discarded: boolean
  starred: boolean
  transcript_segments: Schema<'TranscriptSegment'>[]
}

const withoutId = ({id: _id, is_locked: _locked, ...item}: StoredActionItem) => item

function shownConversation(store: Store, stored: StoredConversation, includeTranscript = false): Conversation {
  const actionItems = stored.action_item_ids.map((id) => store.actionItems.get(id)).filter((item) => item !== undefined)
  return {
    id: stored.id,
    created_at: stored.created_at,
    started_at: stored.started_at,
    finished_at: stored.finished_at,
    structured: {...stored.structured, action_items: actionItems.map(withoutId)},
    language: stored.language,
    source: stored.source,
    transcript_segments: includeTranscript ? stored.transcript_segments : null,
    geolocation: stored.geolocation,
    folder_id: stored.folder_id,
    folder_name: store.folders.get(stored.folder_id ?? '')?.name ?? null,
  }
}

const created = ({discarded, id}: StoredConversation) => ({id, status: 'completed', discarded})

export const conversationHandlers = {
  listConversations({legacy, query, store}) {
    const categories = valueList(query.categories, 'ConversationCategory', legacy)
    const inRange = rangeTest(query)
    const {folder_id: folderId, starred} = query
    const page = store.conversations.page(
      query,
      (conversation) =>
        !conversation.discarded &&
        (folderId === undefined || conversation.folder_id === folderId) &&
        (starred === undefined || conversation.starred === starred) &&
        (!categories || categories.has(conversation.structured.category)) &&
        (!inRange || inRange(conversation.created_at)),
    )
    return unlocked(page).map((conversation) => shownConversation(store, conversation, query.include_transcript))
  },

  createConversation({body, store}) {
    return created(addFromText(store, body))
  },

  createConversationFromSegments({body, legacy, store}) {
    const sessionId = legacy ? undefined : body.client_session_id
    const first =
      sessionId !== undefined &&
      [...store.conversations].find((conversation) => conversation.client_session_id === sessionId)
    if (first) return created(first)
    const source = body.source ?? (legacy ? 'external_integration' : 'phone')
    return created(addFromSegments(store, {...body, client_session_id: sessionId, source}))
  },

  getConversation({path, query, store}) {
    const conversation = requireDocument(store.conversations, path.conversation_id, 'conversation')
    return shownConversation(store, conversation, query.include_transcript)
  },

  updateConversation({body, legacy, path, store}) {
    const conversation = requireDocument(store.conversations, path.conversation_id, 'conversation')
    const {discarded, title} = sentFields(body, ['discarded', 'title'], legacy)
    store.conversations.update(conversation, {
      ...(discarded !== undefined && {discarded}),
      ...(title !== undefined && {structured: {...conversation.structured, title: requireText(title, 'title')}}),
    })
    return shownConversation(store, conversation)
  },

  deleteConversation({path, store}) {
    return removeDocument(store.conversations, path.conversation_id, 'conversation')
  },
} satisfies Handlers
