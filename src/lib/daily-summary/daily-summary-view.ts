import {type DailySummary} from '../contract/schema.js'
import {type Output} from '../output/output.js'
import {records} from '../output/records.js'
import {dayInWords} from '../output/time-words.js'
import {cellText, type Column, partView, type View} from '../output/view.js'

const id: Column<DailySummary> = {id: 'daily summary', name: 'id', value: (summary) => summary.id}
const date: Column<DailySummary> = {name: 'date', value: (summary) => summary.date}
/** With the emoji of the day, which needs no name. */
const headline: Column<DailySummary> = {
  flexible: true,
  name: 'headline',
  show: (summary) => [summary.day_emoji, summary.headline].map(cellText).filter(Boolean).join(' '),
  value: (summary) => summary.headline,
}

export const dailySummaryView: View<DailySummary> = {
  columns: [
    id,
    date,
    {name: 'day_emoji', value: (summary) => summary.day_emoji},
    headline,
    {name: 'overview', value: ({overview}) => overview},
    {name: 'created_at', value: (summary) => summary.created_at},
  ],
  empty: 'No daily summaries here. Omi writes one at the end of a day with conversations.',
  table: ({now}) => ({
    columns: [
      id,
      {name: 'date', rank: 1, value: (summary) => dayInWords(atMidnight(summary), now) ?? summary.date},
      headline,
    ],
  }),
}

/** The day of a summary is one of the user's: a time in their zone. */
const atMidnight = ({date: day}: DailySummary) => `${cellText(day)}T00:00`

/** A list of summaries: a table on a terminal, lines on a pipe. `filtered` when only some were asked for. */
export const showDailySummaries = (output: Output, list: DailySummary[], filtered: boolean): Promise<void> =>
  output.list(filtered ? partView(dailySummaryView, 'daily-summary list') : dailySummaryView, records(list))

/** One summary: a record with its overview below it on a terminal, a line on a pipe. */
export async function showDailySummary(output: Output, summary: DailySummary): Promise<void> {
  const {terminal} = output
  if (!terminal) return output.item(dailySummaryView, summary)
  const {paragraph} = await import('../output/paragraph.js')
  await output.item({columns: [id, date, headline]}, summary)
  if (summary.overview) await output.write(`\n${paragraph(summary.overview, terminal.width)}\n`)
}
