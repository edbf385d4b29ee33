import {type OperationId, operationOf, policiesOf} from '../contract/operation.js'
import {hourlyLimit} from '../contract/rate-policies.js'
import {type HttpClient} from '../http/http-client.js'
import {type ApiRequest} from '../http/request.js'
import {type JsonItem} from '../json/json-text.js'
import {withSource} from '../json/source.js'
import {type AnswerOf, type ApiOperationId, type QueryOf, requestFor} from './call.js'
import {type PlacedPage, readPage} from './list-page.js'
import {type FetchPage, type ListSource, type PageRange} from './list-pages.js'
import {type Reading} from './list-reader.js'
import {ListReading} from './list-reading.js'

/** The operations that answer with a list in pages, which are those with an offset and no object around the list. */
export type ListId = {
  [Id in ApiOperationId]: AnswerOf<Id> extends unknown[]
    ? Required<QueryOf<Id>> extends {offset: number}
      ? Id
      : never
    : never
}[ApiOperationId]

/** What a list is asked for, beside its pages. */
export type FilterOf<Id extends ListId> = Omit<QueryOf<Id>, 'limit' | 'offset'>

/** An item of a list. */
export type ItemOf<Id extends ApiOperationId> = AnswerOf<Id> extends Array<infer Item> ? Item : never

export interface ListOptions extends Reading {
  /** Whether somebody is told whether there is more than is wanted. */
  readonly tellsMore?: boolean
  /** Waits out what a request was refused for, such as a rate limit; throws the error again where it ends the reading. */
  readonly waitOut?: (error: unknown) => Promise<void>
}

/** A list of the API that is read to its end, or as far as is wanted. Reading throws OmiErrors as the HTTP client does. */
export class List<Id extends ListId> {
  constructor(
    private readonly http: HttpClient,
    private readonly id: Id,
    private readonly filter: FilterOf<Id>,
  ) {}

  /** The item with this id, which keeps the text it came in; undefined when the list ends without it. */
  async find(id: string): Promise<ItemOf<Id> | undefined> {
    const found = await this.texts().find(id)
    if (!found) return undefined
    const item: ItemOf<Id> = JSON.parse(found.text)
    return withSource(item, found.text)
  }

  /** Its items, in pages. */
  items(options: ListOptions = {}): ListReading<ItemOf<Id>> {
    return this.read((request) => this.http.send<Array<ItemOf<Id>>>(request), options)
  }

  /** One page of its items, for who goes on behind it later. */
  page(range: PageRange): Promise<PlacedPage<ItemOf<Id>>> {
    return readPage(
      this.source((request) => this.http.send<Array<ItemOf<Id>>>(request)),
      range,
    )
  }

  /** Up to `limit` of its items from `offset` on. */
  async some({limit, offset}: PageRange): Promise<Array<ItemOf<Id>>> {
    const items: Array<ItemOf<Id>> = []
    for await (const page of this.items({offset, wanted: limit})) items.push(...page)
    return items
  }

  /** The same as `items`, unparsed: what is passed on as it came. */
  texts(options: ListOptions = {}): ListReading<JsonItem> {
    return this.read((request) => this.http.sendForItems(request), options)
  }

  private read<Item>(
    send: (request: ApiRequest) => Promise<Item[]>,
    {waitOut, ...reading}: ListOptions,
  ): ListReading<Item> {
    return new ListReading(this.source(send, waitOut), reading)
  }

  private source<Item>(
    send: (request: ApiRequest) => Promise<Item[]>,
    waitOut?: ListOptions['waitOut'],
  ): ListSource<Item> {
    const filter: {include_transcript?: boolean} = {...this.filter}
    const withTranscripts = filter.include_transcript === true
    const pages = (wanted: object) => patient((range) => send(requestFor(this.id, {}, {...wanted, ...range})), waitOut)
    const facts = listFacts(this.id, filter)
    return {
      ...facts,
      fetchPage: pages(filter),
      ...(withTranscripts && {
        look: {cap: listFacts(this.id).cap, fetchPage: pages({...filter, include_transcript: false})},
      }),
    }
  }
}

/** Every item of a GET that answers with an array, as a user asked for it. */
export function rawList(
  http: HttpClient,
  id: OperationId | undefined,
  request: ApiRequest,
  {cap, waitOut, ...reading}: ListOptions & {cap?: number},
): ListReading<JsonItem> {
  const facts = id ? listFacts(id, request.query) : {cap: UNKNOWN_CAP, dropped: true}
  const fetchPage = patient<JsonItem>(
    (range) => http.sendForItems({...request, expect: 'array', query: {...request.query, ...range}}),
    waitOut,
  )
  return new ListReading({...facts, cap: Math.min(cap ?? facts.cap, facts.cap), fetchPage}, reading)
}

/** For a list that the contract does not know. */
const UNKNOWN_CAP = 100

/** What the contract says of a list: the most of one page, whether items are left out of it, and its strictest limit. */
function listFacts(id: OperationId, filter: {include_transcript?: unknown} = {}) {
  const operation = operationOf(id)
  const {max = UNKNOWN_CAP, maxWithTranscript = max} = operation.page ?? {}
  const limits = policiesOf(operation, filter).flatMap((policy) => hourlyLimit(policy) ?? [])
  return {
    cap: filter.include_transcript?.toString() === 'true' ? maxWithTranscript : max,
    dropped: operation.locked === 'dropped',
    ...(limits.length > 0 && {perHour: Math.min(...limits)}),
  }
}

/** The same pages, each asked for again once its refusal was waited out. */
const patient =
  <Item>(fetchPage: FetchPage<Item>, waitOut: ListOptions['waitOut']): FetchPage<Item> =>
  async (range) => {
    for (;;) {
      try {
        return await fetchPage(range)
      } catch (error) {
        if (!waitOut) throw error
        await waitOut(error)
      }
    }
  }
