import type {Handlers} from './operation.js'

import {requireDocument} from './documents.js'
import {listPage} from './pages.js'

export const dailySummaryHandlers = {
  listDailySummaries(call) {
    const {end_date: last, start_date: first} = call.query
    const summaries = listPage(
      call,
      call.store.dailySummaries,
      (summary) => summary,
      ({date}) => (first === undefined || date >= first) && (last === undefined || date <= last),
    )
    return {summaries}
  },

  getDailySummary({path, store}) {
    return requireDocument(store.dailySummaries, path.summary_id, 'daily summary')
  },
} satisfies Handlers
