import {type DailySummary} from '../../lib/contract/schema.js'
import {showDailySummary} from '../../lib/daily-summary/daily-summary-view.js'
import {idArg} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class DailySummaryGet extends BaseCommand<DailySummary> {
  static override args = {id: idArg('daily summary', "The summary's id, as list shows it")}
  static override examples = ['<%= config.bin %> daily-summary get 2ba1b343-4a43-431e-88d5-fbfa232b80b5']
  static override readonly operations = ['getDailySummary'] as const
  static override readonly readOnly = true
  static override summary = 'Show the summary of one day'

  protected render(summary: DailySummary) {
    return showDailySummary(this.output, summary)
  }

  async run() {
    const {args} = await this.parse(DailySummaryGet)
    const {dailySummaries} = await this.api()
    return dailySummaries.get(args.id)
  }
}
