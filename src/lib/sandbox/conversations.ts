import {type Schema} from './contract.js'
import {withoutFlags} from './documents.js'
import {addFromSegments, addFromText} from './new-conversation.js'
import {type Call, type Handlers} from './operation.js'
import {type Showing} from './row.js'
import {type Store} from './store.js'
import {type StoredActionItem, type StoredConversation} from './stored.js'

type Conversation = Schema<'Conversation'>

const withoutId = ({id: _id, is_locked: _locked, unreadable: _unreadable, ...item}: StoredActionItem) => item

/** A conversation with its action items and its folder's name, and with the transcript where that is asked for. */
export function shownConversation(kept: StoredConversation, {query, store}: Showing): Conversation {
  const stored = withoutFlags(kept)
  const actionItems = stored.action_item_ids
    .map((id) => store.of('action_items').get(id))
    .filter((item) => item !== undefined)
  return {
    id: stored.id,
    created_at: stored.created_at,
    started_at: stored.started_at,
    finished_at: stored.finished_at,
    structured: {...stored.structured, action_items: actionItems.map(withoutId)},
    language: stored.language,
    source: stored.source,
    transcript_segments: query.include_transcript ? stored.transcript_segments : null,
    geolocation: stored.geolocation,
    folder_id: stored.folder_id,
    folder_name: store.of('folders').get(stored.folder_id ?? '')?.name ?? null,
  }
}

/** What a change makes of a conversation. */
export const conversationChanges = (
  {title, ...fields}: Partial<Pick<Conversation['structured'], 'title'>>,
  _now: string,
  {structured}: StoredConversation,
): Partial<StoredConversation> => ({...fields, ...(title !== undefined && {structured: {...structured, title}})})

const created = ({discarded, id}: StoredConversation) => ({id, status: 'completed', discarded})

/** The session that the creation belongs to. Older servers know of none. */
const sessionOf = (body: Schema<'ConversationFromSegments'>, legacy: boolean) =>
  legacy ? undefined : body.client_session_id

/** The conversation that was made for a client session. */
function madeFor(store: Store, sessionId: string | undefined): StoredConversation | undefined {
  if (sessionId === undefined) return undefined
  return [...store.of('conversations')].find((conversation) => conversation.client_session_id === sessionId)
}

/** Claims a creation's client session until the function that it returns is called. Throws ApiError 409 while it is at work. */
export function claimSession({body, legacy, store}: Call<'createConversationFromSegments'>): () => void {
  const sessionId = sessionOf(body, legacy)
  if (sessionId === undefined || madeFor(store, sessionId)) return () => {}
  return store.sessionClaims.take(sessionId)
}

export const conversationHandlers = {
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
} satisfies Handlers
