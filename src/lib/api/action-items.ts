import {type ActionItem, type ActionItemCreate, type ActionItemUpdate} from '../contract/schema.js'
import {notFound} from '../errors.js'
import {createOnce} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {call} from './call.js'
import {type Beginning, CreatedFinder} from './find-created.js'
import {findById, type Page, pagesOf} from './paging.js'
import {pathSegment} from './path-segment.js'
import {type Done} from './types.js'

/** The most action items of one page and of one batch. */
export const ACTION_ITEM_PAGE = 500
export const ACTION_ITEM_BATCH = 50

export interface ActionItemFilter {
  completed?: boolean
  conversation_id?: string
  end_date?: string
  start_date?: string
}

/** The action items of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class ActionItems {
  private readonly finder: CreatedFinder<ActionItem>

  constructor(private readonly http: HttpClient) {
    this.finder = new CreatedFinder(http.clock, ({description}) => description)
  }

  /** Every action item from `offset` on, once each, in pages of `limit`, fetched while they are read. */
  all(query: ActionItemFilter & Page): AsyncGenerator<ActionItem[]> {
    return pagesOf((page) => this.list({...query, ...page}), query)
  }

  async create(item: ActionItemCreate): Promise<ActionItem> {
    const [created] = await this.createOnce([item], async ([only]) => [
      await call(this.http, 'createActionItem', {body: only, onlyIfRefused: true}),
    ])
    return created as ActionItem
  }

  /** Up to ACTION_ITEM_BATCH action items; what comes back is in the order of what was asked for. */
  createBatch(items: ActionItemCreate[]): Promise<ActionItem[]> {
    return this.createOnce(items, async (rest) => {
      const {action_items: created} = await call(this.http, 'createActionItems', {
        body: {action_items: rest},
        listIn: 'action_items',
        onlyIfRefused: true,
      })
      return created ?? []
    })
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
    this.finder.account(known.map((id) => ({id})))
    const all: ActionItem[] = []
    for await (const page of this.all({limit: ACTION_ITEM_PAGE, offset: 0})) all.push(...page)
    const texts = items.map(({description}) => description)
    return this.finder.find(texts, all, since, () => this.list({limit: 1, offset: 0}))
  }

  /** There is no endpoint for one action item, so the list is searched. Throws "Action item not found". */
  async get(id: string): Promise<ActionItem> {
    pathSegment(id)
    const found = await findById((page) => this.list(page), id, ACTION_ITEM_PAGE)
    if (!found) throw noSuchActionItem(id)
    return found
  }

  list(query: ActionItemFilter & Page): Promise<ActionItem[]> {
    return call(this.http, 'listActionItems', {query})
  }

  update(id: string, changes: ActionItemUpdate): Promise<ActionItem> {
    return call(this.http, 'updateActionItem', {
      body: changes,
      notFound: () => noSuchActionItem(id),
      path: {action_item_id: id},
    })
  }

  private createOnce(items: ActionItemCreate[], send: (items: ActionItemCreate[]) => Promise<ActionItem[]>) {
    return createOnce(this.http, items, {
      checkWith: 'omi action-item list',
      lookUp: (wanted, since) => this.findCreated(wanted, since),
      repeatable: true,
      send: async (rest) => {
        const made = await send(rest)
        this.finder.account(made)
        return made
      },
    })
  }
}

const noSuchActionItem = (id: string) => notFound('Action item', id)
