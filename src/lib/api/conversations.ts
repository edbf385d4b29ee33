import {OPERATIONS} from '../contract/operations.js'
import {type Conversation, type ConversationCreate, type ConversationFromSegments} from '../contract/schema.js'
import {isOmiError, notFound} from '../errors/index.js'
import {createOnce, inDoubt, type OnceOnly} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {waitOutConflicts} from '../http/wait-out-conflicts.js'
import {shellLine} from '../text/shell-words.js'
import {call} from './call.js'
import {type Beginning, CreatedFinder} from './find-created.js'
import {type FirstPage, firstPage} from './first-page.js'
import {type PageRange} from './list-pages.js'
import {type FilterOf, List} from './list.js'
import {type ConversationCreated, type ConversationUpdate, type Done} from './types.js'

/** The conversations of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class Conversations {
  private readonly finder: CreatedFinder<Conversation>

  constructor(private readonly http: HttpClient) {
    this.finder = new CreatedFinder(http.clock, ({started_at: time}) => timeText(time))
  }

  /** Every one from `offset` on, once each, in pages. */
  all({limit: _limit, offset, ...filter}: FilterOf<'listConversations'> & Partial<PageRange> = {}): AsyncIterable<
    Conversation[]
  > {
    return this.listing(filter).items({offset})
  }

  /**
   * `started_at` is what it is found by when the answer is lost. What is not found is not asked for again: the server's
   * pipeline may still be at work.
   */
  create(conversation: ConversationCreate & {started_at: string}): Promise<ConversationCreated> {
    return this.createOnce(conversation, {
      send: async () => [await call(this.http, 'createConversation', {body: conversation, onlyIfRefused: true})],
    })
  }

  /**
   * Found by `started_at` too; asked for again with the same `client_session_id`, which makes it one conversation. While
   * the server says that it is still being made it is waited for.
   */
  createFromSegments(
    conversation: ConversationFromSegments & {client_session_id: string; started_at: string},
  ): Promise<ConversationCreated> {
    const send = () => call(this.http, 'createConversationFromSegments', {body: conversation, onlyIfRefused: true})
    return this.createOnce(conversation, {
      repeatable: true,
      send: async () => [await waitOutConflicts(this.http, OPERATIONS.createConversationFromSegments, send)],
      whenUnknown: `With ${shellLine(['--session-id', conversation.client_session_id])} asking again is harmless.`,
    })
  }

  delete(id: string): Promise<Done> {
    return call(this.http, 'deleteConversation', oneConversation(id))
  }

  /**
   * The ids of those that were made since `since` and began at these times, in the same order, undefined for the others; the ids
   * `known` answer for others. Looks through the whole list, and throws when it cannot.
   */
  async findCreated(
    times: readonly string[],
    since: Beginning,
    known: readonly string[] = [],
  ): Promise<Array<string | undefined>> {
    this.finder.claim(known.map((id) => ({id})))
    const found = await this.findStartedAt(
      times.map((time) => timeText(time)),
      since,
    )
    return found.map((created) => created?.id)
  }

  /** What one request brings of the list. */
  firstPage(filter: FilterOf<'listConversations'> = {}): Promise<FirstPage<Conversation>> {
    return firstPage(this.http, 'listConversations', filter)
  }

  get(id: string, includeTranscript?: boolean): Promise<Conversation> {
    return call(this.http, 'getConversation', {...oneConversation(id), query: {include_transcript: includeTranscript}})
  }

  /** Up to `limit` from `offset` on. */
  list({limit, offset, ...filter}: FilterOf<'listConversations'> & PageRange): Promise<Conversation[]> {
    return this.listing(filter).some({limit, offset})
  }

  /** The list, to be read as it is wanted. */
  listing(filter: FilterOf<'listConversations'> = {}): List<'listConversations'> {
    return new List(this.http, 'listConversations', filter)
  }

  update(id: string, changes: ConversationUpdate): Promise<Conversation> {
    return call(this.http, 'updateConversation', {...oneConversation(id), body: changes})
  }

  private async createOnce(
    {started_at: startedAt}: {started_at: string},
    how: Pick<OnceOnly<string, ConversationCreated>, 'repeatable' | 'send' | 'whenUnknown'>,
  ): Promise<ConversationCreated> {
    const {checkWith} = OPERATIONS.createConversation
    try {
      const [created] = await createOnce(this.http, [timeText(startedAt)], {
        ...how,
        checkWith,
        lookUp: (wanted, since) => this.findStartedAt(wanted, since),
      })
      this.finder.claim([created])
      return created
    } catch (error) {
      // Still being made when it was waited for long enough.
      const isBusy = how.repeatable && isOmiError(error) && error.facts.status === 409
      throw isBusy ? inDoubt(error, checkWith, how.whenUnknown) : error
    }
  }

  /** Looks through the whole list: servers differ in which of a conversation's times their date filter means. */
  private async findStartedAt(times: string[], since: Beginning): Promise<Array<ConversationCreated | undefined>> {
    const all: Conversation[] = []
    for await (const page of this.listing().items({resumable: false})) {
      all.push(...page.filter(({started_at: time}) => times.includes(timeText(time))))
    }

    const found = await this.finder.find(times, all, since, () =>
      call(this.http, 'listConversations', {query: {limit: 1}}),
    )
    return found.map((conversation) => conversation && {id: conversation.id, status: 'completed', discarded: false})
  }
}

/** The same text for the same moment, however it is written. */
const timeText = (time: null | string | undefined) => String(Date.parse(time ?? ''))

/** What names one conversation, and what a 404 means for it. */
const oneConversation = (id: string) => ({
  notFound: () => notFound('Conversation', id),
  path: {conversation_id: id},
})
