import type {Handlers} from './operation.js'

import {requireDocument} from './documents.js'

export const dailySummaryHandlers = {
  listDailySummaries({query, store}) {
    const {end_date: last, start_date: first} = query
    const summaries = store.dailySummaries.page(
      query,
      ({date}) => (first === undefined || date >= first) && (last === undefined || date <= last),
    )
    return {summaries}
  },

  getDailySummary({path, store}) {
    return requireDocument(store.dailySummaries, path.summary_id, 'daily summary')
  },
} satisfies Handlers
