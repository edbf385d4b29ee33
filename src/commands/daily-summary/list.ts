import {OPERATIONS} from '../../lib/contract/operations.js'
import {type DailySummary} from '../../lib/contract/schema.js'
import {showDailySummaries} from '../../lib/daily-summary/daily-summary-view.js'
import {checkOrder, dayFlag} from '../../lib/flags/date-flags.js'
import {limitFlag, offsetFlag} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {records} from '../../lib/output/records.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {VerbResult} from '../../lib/run/verb-result.js'

/** With what showing them has to know of the flags. */
type Summaries = VerbResult<{summaries: DailySummary[]}, {filtered: boolean; limit: number; offset: number}>

export default class DailySummaryList extends BaseCommand<Summaries> {
  static override examples = [
    '<%= config.bin %> daily-summary list',
    '<%= config.bin %> daily-summary list --start-date -1w --end-date today',
    '<%= config.bin %> --json daily-summary list --limit 1',
  ]
  static override flags = {
    limit: limitFlag(OPERATIONS.listDailySummaries.ranges.limit),
    offset: offsetFlag(),
    'start-date': dayFlag('Only from this day on'),
    'end-date': dayFlag('Only up to this day'),
  }
  static override readonly mcpTool = {
    name: 'daily_summary_list',
    title: 'List daily summaries',
    description: 'Lists the summaries of the user’s days, newest first: headline, overview, highlights.',
    toolset: 'conversation',
    input: {
      limit: 'How many at most',
      offset: 'Where to go on: next_offset of the answer before',
      start_date: 'Only from this day on: 2026-11-23, yesterday, -1w',
      end_date: 'Only up to this day',
    },
  } as const satisfies McpTool
  static override readonly operations = ['listDailySummaries'] as const
  static override readonly readOnly = true
  static override summary = 'List the summaries of your days'

  protected async render({document: {summaries}, facts: {filtered, limit, offset}}: Summaries) {
    await showDailySummaries(this.output, summaries, filtered)
    // A server may send no list at all.
    const {length} = records(summaries)
    if (length >= limit) await this.output.hint(`${length} shown, there may be more: --offset ${offset + length}`)
  }

  async run() {
    const {flags} = await this.parse(DailySummaryList)
    checkOrder(flags, 'start-date', 'end-date')
    const {'end-date': end, limit, offset, 'start-date': start} = flags
    const {dailySummaries} = await this.api()
    const summaries = await dailySummaries.list({limit, offset, start_date: start, end_date: end})
    const filtered = offset > 0 || start !== undefined || end !== undefined
    return new VerbResult(summaries, {filtered, limit, offset})
  }
}
