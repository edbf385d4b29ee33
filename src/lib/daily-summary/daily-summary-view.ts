import {type DailySummary} from '../contract/schema.js'
import {type Output} from '../output/output.js'
import {formatRecord} from '../output/record.js'
import {records} from '../output/records.js'
import {type Column, type View} from '../output/view.js'

const id: Column<DailySummary> = {name: 'id', value: (summary) => summary.id}
const date: Column<DailySummary> = {name: 'date', value: (summary) => summary.date}
const emoji: Column<DailySummary> = {name: 'day_emoji', value: (summary) => summary.day_emoji}
const headline: Column<DailySummary> = {flexible: true, name: 'headline', value: (summary) => summary.headline}

/** What a pipe gets. */
const summaryLine: View<DailySummary> = {
  columns: [
    id,
    date,
    emoji,
    headline,
    {name: 'overview', value: ({overview}) => overview},
    {name: 'created_at', value: (summary) => summary.created_at},
  ],
}

const summaryTable: View<DailySummary> = {
  columns: [id, date, emoji, headline],
  empty: 'No daily summaries here. Omi writes one at the end of a day with conversations.',
}

/** A list of summaries: a table on a terminal, lines on a pipe. */
export const showDailySummaries = (output: Output, list: DailySummary[]): Promise<void> =>
  output.list(output.terminal ? summaryTable : summaryLine, records(list))

/** One summary: a record with its overview below it on a terminal, a line on a pipe. */
export async function showDailySummary(output: Output, summary: DailySummary): Promise<void> {
  const {terminal} = output
  if (!terminal) return output.item(summaryLine, summary)
  const {paragraph} = await import('../output/paragraph.js')
  await output.write(formatRecord(summaryTable, summary, terminal.color))
  if (summary.overview) await output.write(`\n${paragraph(summary.overview, terminal.width)}\n`)
}
