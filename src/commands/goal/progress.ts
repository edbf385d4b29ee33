import {type Goal} from '../../lib/contract/schema.js'
import {idArg, parseNumber, requiredArg} from '../../lib/flags/flags.js'
import {checkInRange} from '../../lib/goal/goal-flags.js'
import {progressInWords} from '../../lib/goal/goal-progress.js'
import {rangeOf} from '../../lib/goal/goal-range.js'
import {goalView} from '../../lib/goal/goal-view.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class GoalProgress extends BaseCommand<Goal> {
  static override args = {
    id: idArg('goal', "The goal's id"),
    value: requiredArg("The value it is at now, within the goal's range", {valueType: 'number'}),
  }
  static override description = "The value is also kept in the goal's history, one a day."
  static override examples = ['<%= config.bin %> goal progress goal_4498e4c552a9 85']
  static override readonly mcpTool = {
    name: 'goal_progress',
    title: 'Record progress',
    description: 'Records the value that a goal is at now.',
    toolset: 'goal',
    input: {id: 'The id, as goal_list has it', value: 'The value, within the range of the goal'},
  } as const satisfies McpTool
  static override readonly operations = ['updateGoalProgress'] as const
  static override summary = 'Record how far a goal is'

  protected async render(goal: Goal) {
    await this.output.item(goalView, goal)
    this.output.success(`Progress recorded: ${progressInWords(goal)}.`)
  }

  async run() {
    // To oclif -5 is a value, but -.5 an unknown flag.
    const argv = this.argv.map((word) => word.replace(/^-\.(?=\d)/, '-0.'))
    const {args} = await this.parse(GoalProgress, argv)
    const value = parseNumber(args.value, `VALUE ${args.value}`)
    const {goals} = await this.api()
    const now = await rangeOf(goals, args.id, this.signal)
    if (now) checkInRange(`VALUE ${args.value}`, value, now)
    return goals.setProgress(args.id, value)
  }
}
