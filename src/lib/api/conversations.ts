import {type Conversation, type ConversationCreate, type ConversationFromSegments} from '../contract/schema.js'
import {notFound} from '../errors.js'
import {createOnce} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {call} from './call.js'
import {CreatedFinder} from './find-created.js'
import {type Page, pagesOf} from './paging.js'
import {type ConversationCreated, type ConversationUpdate, type Done} from './types.js'

/** The most conversations of one page. */
export const CONVERSATION_PAGE = 200

export interface ConversationFilter {
  /** Comma-separated. */
  categories?: string
  end_date?: string
  folder_id?: string
  include_transcript?: boolean
  starred?: boolean
  start_date?: string
}

/** The conversations of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class Conversations {
  constructor(private readonly http: HttpClient) {}

  /** Every conversation from `offset` on, once each, in pages of `limit`, fetched while they are read. */
  all(query: ConversationFilter & Page): AsyncGenerator<Conversation[]> {
    return pagesOf((page) => this.list({...query, ...page}), query)
  }

  /**
   * `started_at` is what it is found by when the answer is lost. What is not found is not asked for again: the server's
   * pipeline may still be at work.
   */
  create(conversation: ConversationCreate & {started_at: string}): Promise<ConversationCreated> {
    return this.createOnce(
      conversation,
      (body) => call(this.http, 'createConversation', {body, onlyIfRefused: true}),
      false,
    )
  }

  /** Found by `started_at` too; asked for again with the same `client_session_id`, which makes it one conversation. */
  createFromSegments(
    conversation: ConversationFromSegments & {client_session_id: string; started_at: string},
  ): Promise<ConversationCreated> {
    return this.createOnce(
      conversation,
      (body) => call(this.http, 'createConversationFromSegments', {body, onlyIfRefused: true}),
      true,
    )
  }

  delete(id: string): Promise<Done> {
    return call(this.http, 'deleteConversation', oneConversation(id))
  }

  get(id: string, includeTranscript?: boolean): Promise<Conversation> {
    return call(this.http, 'getConversation', {...oneConversation(id), query: {include_transcript: includeTranscript}})
  }

  list(query: ConversationFilter & Page): Promise<Conversation[]> {
    return call(this.http, 'listConversations', {query})
  }

  update(id: string, changes: ConversationUpdate): Promise<Conversation> {
    return call(this.http, 'updateConversation', {...oneConversation(id), body: changes})
  }

  private async createOnce<Body extends {started_at: string}>(
    body: Body,
    send: (body: Body) => Promise<ConversationCreated>,
    repeatable: boolean,
  ) {
    const lookUp = async (_: Body[], since: number) => [await this.findStartedAt(body.started_at, since)]
    const [created] = await createOnce(this.http, [body], {
      checkWith: 'omi conversation list',
      lookUp,
      repeatable,
      send: async ([only = body]) => [await send(only)],
    })
    return created as ConversationCreated
  }

  /**
   * Looks through the whole list: servers differ in which of a conversation's times their date filter means. Throws when
   * there are only older ones that began at that time: whether the new one is still to come nobody can tell.
   */
  private async findStartedAt(startedAt: string, since: number): Promise<ConversationCreated | undefined> {
    const alike: Conversation[] = []
    for await (const page of this.all({limit: CONVERSATION_PAGE, offset: 0})) {
      alike.push(...page.filter(({started_at: time}) => Date.parse(time ?? '') === Date.parse(startedAt)))
    }

    const finder = new CreatedFinder<Conversation>(this.http.clock, () => startedAt)
    const [found] = await finder.find([startedAt], alike, since, () => this.list({limit: 1, offset: 0}))
    if (!found && alike.length > 0) throw new Error('Conversations of an earlier run began at that very time.')
    return found && {id: found.id, status: 'completed', discarded: false}
  }
}

/** What names one conversation, and what a 404 means for it. */
const oneConversation = (id: string) => ({
  notFound: () => notFound('Conversation', id),
  path: {conversation_id: id},
})
