import {dayFlag} from '../lib/flags/date-flags.js'
import {type ValueFacts} from '../lib/flags/value-facts.js'
import {parseDay} from '../lib/input/dates.js'
import {BaseCommand} from '../lib/run/base-command.js'
import {type DayDocument, readDay} from '../lib/today/read-day.js'

export default class Today extends BaseCommand<DayDocument> {
  static override description =
    'Action items that are open now (overdue ones first), the conversations of the day, its summary, and the goals that were ' +
    'last changed on it. Four requests are made, so of very long lists only the beginning is seen; what cannot be had is ' +
    'named, and the rest is shown. On a pipe each line begins with what it is about (overdue, due, open, conversation, ' +
    'daily-summary or goal), followed by the columns of that list.'
  static override examples = [
    '<%= config.bin %> today',
    '<%= config.bin %> today --date yesterday',
    '<%= config.bin %> --json today --date 2026-11-23',
  ]
  static override flags = {
    date: {...dayFlag('Which day [default: today]'), ...({usual: 'today'} satisfies ValueFacts)},
  }
  static override readonly operations = [
    'listActionItems',
    'listConversations',
    'listDailySummaries',
    'listGoals',
  ] as const
  static override readonly readOnly = true
  static override summary = 'Show a day: what is to be done, what was said, and what came of it'

  protected async render(day: DayDocument) {
    const {showDay} = await import('../lib/today/day-view.js')
    await showDay(this.output, day)
  }

  async run() {
    const {flags} = await this.parse(Today)
    const {now} = this.output.reader
    const {document, failure} = await readDay(
      await this.api(),
      flags.date ?? parseDay('today', '--date', now),
      now,
    ).finally(() => this.signal.throwIfAborted())
    if (failure) this.failAfterOutput(failure)
    return document
  }
}
