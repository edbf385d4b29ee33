import {notFound} from '../errors.js'
import {type HttpClient} from '../http/http-client.js'
import {type Page} from './paging.js'
import {pathSegment} from './path-segment.js'
import {type DailySummary} from './schema.js'

/** The summaries of the signed-in user's days. Every call throws OmiErrors as the HTTP client does. */
export class DailySummaries {
  constructor(private readonly http: HttpClient) {}

  async get(id: string): Promise<DailySummary> {
    return (await this.http.send({
      expect: 'object',
      method: 'GET',
      notFound: () => notFound('Daily summary', id),
      path: `${DAILY_SUMMARIES}/${pathSegment(id)}`,
    })) as DailySummary
  }

  /** `start_date` and `end_date` are days: `2026-11-23`. */
  async list(query: Page & {end_date?: string; start_date?: string}): Promise<{summaries: DailySummary[]}> {
    return (await this.http.send({
      expect: 'object',
      listIn: 'summaries',
      method: 'GET',
      path: DAILY_SUMMARIES,
      query: {...query},
    })) as {summaries: DailySummary[]}
  }
}

const DAILY_SUMMARIES = '/v1/dev/user/daily-summaries'
