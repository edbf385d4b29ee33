import {OPERATIONS} from '../../lib/contract/operations.js'
import {type DailySummary} from '../../lib/contract/schema.js'
import {showDailySummaries} from '../../lib/daily-summary/daily-summary-view.js'
import {dayFlag} from '../../lib/flags/date-flags.js'
import {limitFlag, offsetFlag} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface Summaries {
  summaries: DailySummary[]
}

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

  protected render({summaries}: Summaries) {
    return showDailySummaries(this.output, summaries)
  }

  async run() {
    const {flags} = await this.parse(DailySummaryList)
    const {limit, offset} = flags
    const {dailySummaries} = await this.api()
    return dailySummaries.list({limit, offset, start_date: flags['start-date'], end_date: flags['end-date']})
  }
}
