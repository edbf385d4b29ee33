import {OPERATIONS} from '../contract/operations.js'
import {type ActionItem, type ActionItemCreate, type ActionItemUpdate} from '../contract/schema.js'
import {notFound} from '../errors/index.js'
import {createOnce, type OnceOnly} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {call} from './call.js'
import {type Beginning, CreatedFinder} from './find-created.js'
import {type FirstPage, firstPage} from './first-page.js'
import {type PageRange} from './list-pages.js'
import {type FilterOf, List} from './list.js'
import {pathSegment} from './path-segment.js'
import {type Done} from './types.js'

/** The most action items of one batch. */
export const ACTION_ITEM_BATCH = OPERATIONS.createActionItems.limits.action_items

/** The action items of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class ActionItems {
  private readonly finder: CreatedFinder<ActionItem>

  constructor(private readonly http: HttpClient) {
    this.finder = new CreatedFinder(http.clock, ({description}) => description)
  }

  /** Every one from `offset` on, once each, in pages. */
  all({limit: _limit, offset, ...filter}: FilterOf<'listActionItems'> & Partial<PageRange> = {}): AsyncIterable<
    ActionItem[]
  > {
    return this.listing(filter).items({offset})
  }

  async create(item: ActionItemCreate): Promise<ActionItem> {
    const send = async () => [await call(this.http, 'createActionItem', {body: item, onlyIfRefused: true})]
    const [created] = await createOnce(this.http, [item], this.onceOnly(send))
    return created
  }

  /** Up to ACTION_ITEM_BATCH action items; what comes back is in the order of what was asked for. */
  createBatch(items: ActionItemCreate[]): Promise<ActionItem[]> {
    const send = async (rest: ActionItemCreate[]) => {
      const {action_items: created} = await call(this.http, 'createActionItems', {
        body: {action_items: rest},
        listIn: 'action_items',
        onlyIfRefused: true,
      })
      return created ?? []
    }

    return createOnce(this.http, items, this.onceOnly(send))
  }

  delete(id: string): Promise<Done> {
    return call(this.http, 'deleteActionItem', {notFound: () => noSuchActionItem(id), path: {action_item_id: id}})
  }

  /**
   * Which of `items` exist, in the same order: same text, created since `since`, and not among the ids `known` to answer
   * for something else. Looks through the whole list, and throws when it cannot.
   */
  async findCreated(
    items: ActionItemCreate[],
    since: Beginning,
    known: readonly string[] = [],
  ): Promise<Array<ActionItem | undefined>> {
    this.finder.claim(known.map((id) => ({id})))
    const all: ActionItem[] = []
    for await (const page of this.listing().items({resumable: false})) all.push(...page)
    const texts = items.map(({description}) => description)
    return this.finder.find(texts, all, since, () => call(this.http, 'listActionItems', {query: {limit: 1}}))
  }

  /** What one request brings of the list. */
  firstPage(filter: FilterOf<'listActionItems'> = {}): Promise<FirstPage<ActionItem>> {
    return firstPage(this.http, 'listActionItems', filter)
  }

  /** There is no endpoint for one action item, so the list is searched. Throws "Action item not found". */
  async get(id: string): Promise<ActionItem> {
    pathSegment(id)
    const found = await this.listing().find(id)
    if (!found) throw noSuchActionItem(id)
    return found
  }

  /** Up to `limit` from `offset` on. */
  list({limit, offset, ...filter}: FilterOf<'listActionItems'> & PageRange): Promise<ActionItem[]> {
    return this.listing(filter).some({limit, offset})
  }

  /** The list, to be read as it is wanted. */
  listing(filter: FilterOf<'listActionItems'> = {}): List<'listActionItems'> {
    return new List(this.http, 'listActionItems', filter)
  }

  update(id: string, changes: ActionItemUpdate): Promise<ActionItem> {
    return call(this.http, 'updateActionItem', {
      body: changes,
      notFound: () => noSuchActionItem(id),
      path: {action_item_id: id},
    })
  }

  private onceOnly(send: (items: ActionItemCreate[]) => Promise<ActionItem[]>): OnceOnly<ActionItemCreate, ActionItem> {
    return {
      checkWith: OPERATIONS.createActionItem.checkWith,
      lookUp: (wanted, since) => this.findCreated(wanted, since),
      repeatable: true,
      send: async (rest) => {
        const made = await send(rest)
        this.finder.claim(made)
        return made
      },
    }
  }
}

const noSuchActionItem = (id: string) => notFound('Action item', id)
