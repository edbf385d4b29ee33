import {operationOf} from '../contract/operation.js'
import {type HttpClient} from '../http/http-client.js'
import {withSource} from '../json/source.js'
import {type QueryOf, requestFor} from './call.js'
import {type ItemOf} from './list.js'

/** The operations that answer with a list. */
type ListId = 'listActionItems' | 'listConversations' | 'listGoals'

/** What one request shows of a list. */
export interface FirstPage<Item> {
  /** Whether it is as full as a page gets, so that there may be more. */
  readonly isFull: boolean
  /** In the server's order; each keeps the text it came in. */
  readonly items: Item[]
}

/** As much of a list as one request brings, of those that match `filter`. Throws OmiErrors as the HTTP client does. */
export async function firstPage<Id extends ListId>(
  http: HttpClient,
  id: Id,
  filter: Omit<QueryOf<Id>, 'limit' | 'offset'>,
): Promise<FirstPage<ItemOf<Id>>> {
  const limit = operationOf(id).page?.max
  const items = await http.sendForItems(requestFor(id, {}, {...filter, limit}))
  return {
    isFull: items.length === limit,
    items: items.map(({text}) => {
      const item: ItemOf<Id> = JSON.parse(text)
      return withSource(item, text)
    }),
  }
}
