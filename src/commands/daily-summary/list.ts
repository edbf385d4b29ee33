import {OPERATIONS} from '../../lib/contract/operations.js'
import {type DailySummary} from '../../lib/contract/schema.js'
import {showDailySummaries} from '../../lib/daily-summary/daily-summary-view.js'
import {dayFlag} from '../../lib/flags/date-flags.js'
import {limitFlag, offsetFlag} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {VerbResult} from '../../lib/run/verb-result.js'

type Summaries = VerbResult<{summaries: DailySummary[]}, {filtered: boolean}>

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
  static override readonly operations = ['listDailySummaries'] as const
  static override readonly readOnly = true
  static override summary = 'List the summaries of your days'

  protected render({document, facts}: Summaries) {
    return showDailySummaries(this.output, document.summaries, facts.filtered)
  }

  async run() {
    const {flags} = await this.parse(DailySummaryList)
    const {'end-date': end, limit, offset, 'start-date': start} = flags
    const {dailySummaries} = await this.api()
    const summaries = await dailySummaries.list({limit, offset, start_date: start, end_date: end})
    return new VerbResult(summaries, {filtered: offset > 0 || start !== undefined || end !== undefined})
  }
}
