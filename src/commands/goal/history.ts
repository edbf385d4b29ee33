import {type GoalProgress} from '../../lib/api/types.js'
import {idArg, integerFlag} from '../../lib/flags/flags.js'
import {targetOf} from '../../lib/goal/goal-progress.js'
import {goalHistoryView} from '../../lib/goal/goal-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class GoalHistory extends BaseCommand<GoalProgress[]> {
  static override args = {id: idArg('goal', "The goal's id")}
  static override description = 'The values, newest first; on a terminal also a chart of them with the target marked.'
  static override examples = [
    '<%= config.bin %> goal history goal_4498e4c552a9',
    '<%= config.bin %> --json goal history goal_4498e4c552a9 --days 365',
  ]
  static override flags = {days: integerFlag('How many days back', {default: 30, max: 365, min: 1})}
  static override readonly readOnly = true
  static override summary = "Show a goal's values over time"
  private days = 0
  private goalId = ''

  protected async render(history: GoalProgress[]) {
    await this.output.list(goalHistoryView(this.goalId, this.days), history)
    const {terminal} = this.output
    if (!terminal || history.length === 0) return
    const [{goalChart}, target] = await Promise.all([import('../../lib/goal/goal-chart.js'), this.target()])
    const chart = goalChart(history, target, terminal.width)
    if (chart !== undefined) await this.output.write(`\n${chart}`)
  }

  async run() {
    const {args, flags} = await this.parse(GoalHistory)
    this.days = flags.days
    this.goalId = args.id
    const {goals} = await this.api()
    return goals.history(args.id, flags.days)
  }

  /** The target to mark in the chart. The values are there already: without it the chart has none, and that is no failure. */
  private async target(): Promise<number | undefined> {
    const {goals} = await this.api()
    try {
      return targetOf(await goals.get(this.goalId, {maxAttempts: 1}))
    } catch {
      this.signal.throwIfAborted()
      return undefined
    }
  }
}
