import {type OmiApi} from '../../lib/api/omi-api.js'
import {type GoalProgress} from '../../lib/api/types.js'
import {OPERATIONS} from '../../lib/contract/operations.js'
import {idArg, integerFlag} from '../../lib/flags/flags.js'
import {targetOf} from '../../lib/goal/goal-progress.js'
import {goalHistoryView} from '../../lib/goal/goal-view.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {VerbResult} from '../../lib/run/verb-result.js'

/** The values, and what the view of them says; `target` is the one to mark in a chart. */
type History = VerbResult<GoalProgress[], {days: number; id: string; target?: number}>

export default class GoalHistory extends BaseCommand<History> {
  static override args = {id: idArg('goal', "The goal's id")}
  static override description = 'The values, newest first; on a terminal below a chart of them with the target marked.'
  static override examples = [
    '<%= config.bin %> goal history goal_4498e4c552a9',
    '<%= config.bin %> --json goal history goal_4498e4c552a9 --days 365',
  ]
  static override flags = {days: integerFlag('How many days back', OPERATIONS.listGoalHistory.ranges.days)}
  static override readonly mcpTool = {
    name: 'goal_history',
    title: 'Show the history of a goal',
    description: 'Shows the values of a goal over time, newest first.',
    toolset: 'goal',
    input: {id: 'The id, as goal_list has it', days: 'How many days back'},
  } as const satisfies McpTool
  static override readonly operations = ['listGoalHistory'] as const
  static override readonly readOnly = true
  static override summary = "Show a goal's values over time"

  protected async render({document: history, facts: {days, id, target}}: History) {
    const {terminal} = this.output
    if (terminal && !this.output.accessible && history.length > 0) {
      const {goalChart} = await import('../../lib/goal/goal-chart.js')
      const chart = goalChart(history, target, terminal.width)
      if (chart !== undefined) await this.output.write(`${chart}\n`)
    }

    await this.output.list(goalHistoryView(id, days), history)
  }

  async run() {
    const {args, flags} = await this.parse(GoalHistory)
    const {id} = args
    const {days} = flags
    const {goals} = await this.api()
    const history = await goals.history(id, days)
    // The chart is drawn with signs that nobody can read aloud, and the values are there.
    const hasChart = this.output.terminal && !this.output.accessible && !this.globals.json && history.length > 0
    return new VerbResult(history, {days, id, target: hasChart ? await this.target(goals, id) : undefined})
  }

  /** The target to mark in the chart. The values are there already: without it the chart has none, and that is no failure. */
  private async target(goals: OmiApi['goals'], id: string): Promise<number | undefined> {
    try {
      return targetOf(await goals.get(id, {maxAttempts: 1}))
    } catch {
      this.signal.throwIfAborted()
      return undefined
    }
  }
}
