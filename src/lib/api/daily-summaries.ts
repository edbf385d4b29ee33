import {type DailySummary} from '../contract/schema.js'
import {notFound} from '../errors/index.js'
import {type HttpClient} from '../http/http-client.js'
import {elementsOf, memberOf} from '../http/said.js'
import {withSource} from '../json/source.js'
import {call, requestFor} from './call.js'
import {type PageRange} from './list-pages.js'

/** The summaries of the signed-in user's days. Every call throws OmiErrors as the HTTP client does. */
export class DailySummaries {
  constructor(private readonly http: HttpClient) {}

  get(id: string): Promise<DailySummary> {
    return call(this.http, 'getDailySummary', {
      notFound: () => notFound('Daily summary', id),
      path: {summary_id: id},
    })
  }

  /** `start_date` and `end_date` are days: `2026-11-23`. */
  list(query: PageRange & {end_date?: string; start_date?: string}): Promise<{summaries: DailySummary[]}> {
    return call(this.http, 'listDailySummaries', {listIn: 'summaries', query})
  }

  /** That of one day (`2026-11-23`), which keeps the text it came in; null where there is none. Makes one request. */
  async ofDay(day: string): Promise<DailySummary | null> {
    const query = {end_date: day, limit: 1, start_date: day}
    const answer = await this.http.sendForText({
      ...requestFor('listDailySummaries', {}, query),
      listIn: 'summaries',
    })
    const list = memberOf({json: Buffer.from(answer.text), value: answer.parse()}, 'summaries')
    const [first] = list ? elementsOf(list) : []
    return first ? withSource(first.value as DailySummary, first.json.toString()) : null
  }
}
