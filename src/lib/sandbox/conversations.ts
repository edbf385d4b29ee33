import type {StoredActionItem} from './action-items.js'
import type {Call, Handlers, Schema} from './operation.js'
import type {Store} from './store.js'

import {
  findDocument,
  type Kept,
  removeDocument,
  requireDocument,
  requireText,
  sentFields,
  withoutFlags,
} from './documents.js'
import {addFromSegments, addFromText} from './new-conversation.js'
import {listPage} from './pages.js'
import {rangeTest} from './times.js'
import {valueList} from './values.js'

type Conversation = Schema<'Conversation'>

/** A conversation as it is kept: its action items are those of the account, by id, and its folder's name is the folder's. */
export interface StoredConversation extends Kept, Omit<Conversation, 'folder_name'> {
  action_item_ids: string[]
  client_session_id?: string
  discarded: boolean
  starred: boolean
  transcript_segments: Schema<'TranscriptSegment'>[]
}

const withoutId = ({id: _id, is_locked: _locked, unreadable: _unreadable, ...item}: StoredActionItem) => item

function shownConversation(store: Store, kept: StoredConversation, includeTranscript = false): Conversation {
  const stored = withoutFlags(kept)
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

/** The session that the creation belongs to. Older servers know of none. */
const sessionOf = (body: Schema<'ConversationFromSegments'>, legacy: boolean) =>
  legacy ? undefined : body.client_session_id

/** The conversation that was made for a client session. */
function madeFor(store: Store, sessionId: string | undefined): StoredConversation | undefined {
  if (sessionId === undefined) return undefined
  return [...store.conversations].find((conversation) => conversation.client_session_id === sessionId)
}

/** Claims a creation's client session until the function that it returns is called. Throws ApiError 409 while it is at work. */
export function claimSession({body, legacy, store}: Call<'createConversationFromSegments'>): () => void {
  const sessionId = sessionOf(body, legacy)
  if (sessionId === undefined || madeFor(store, sessionId)) return () => {}
  return store.sessionClaims.take(sessionId)
}

export const conversationHandlers = {
  listConversations(call) {
    const {legacy, query, store} = call
    const categories = valueList(query.categories, 'ConversationCategory', legacy)
    const inRange = rangeTest(query)
    const {folder_id: folderId, starred} = query
    return listPage(
      call,
      store.conversations,
      (conversation) => shownConversation(store, conversation, query.include_transcript),
      (conversation) =>
        !conversation.discarded &&
        (folderId === undefined || conversation.folder_id === folderId) &&
        (starred === undefined || conversation.starred === starred) &&
        (!categories || categories.has(conversation.structured.category)) &&
        (!inRange || inRange(conversation.created_at)),
    )
  },

  createConversation({body, store}) {
    return created(addFromText(store, body))
  },

  createConversationFromSegments({body, legacy, store}) {
    const sessionId = sessionOf(body, legacy)
    const first = madeFor(store, sessionId)
    if (first) return created(first)
    const source = body.source ?? (legacy ? 'external_integration' : 'phone')
    return created(addFromSegments(store, {...body, client_session_id: sessionId, source}))
  },

  getConversation({operation, path, query, store}) {
    const conversation = findDocument(store.conversations, path.conversation_id, 'conversation', operation.locked)
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
