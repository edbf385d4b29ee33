import {type Goal} from '../../lib/contract/schema.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {goalFields, goalInput, LONGEST_TITLE, newGoal, newGoalFlags, titleFrom} from '../../lib/goal/goal-flags.js'
import {goalView} from '../../lib/goal/goal-view.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class GoalCreate extends BaseCommand<Goal> {
  static override args = {title: requiredArg(`What you want to reach, up to ${LONGEST_TITLE} characters`)}
  static override description =
    'With any of --target, --type, --current, --min, --max and --unit the goal is measured: it needs a --target, and ' +
    '--type scale, --current 0, --min 0 and --max 10, or the target where that is more, stand in for what is not given. ' +
    'With none of them it is a goal in words.'
  static override examples = [
    '<%= config.bin %> goal create "Read more" --target 10 --unit books',
    '<%= config.bin %> goal create "Save money" --type numeric --target 5000 --max 5000 --unit EUR --horizon 2027-06-30',
    '<%= config.bin %> goal create "Be a better listener" --why "People matter" --criterion "Ask before answering"',
  ]
  static override flags = newGoalFlags
  static override readonly mcpTool = {
    name: 'goal_create',
    title: 'Create a goal',
    description:
      'Creates a goal. With a target it is measured (min, max and current say on which scale); without it is a goal in words.',
    toolset: 'goal',
    input: {
      title: `What the user wants to reach, up to ${LONGEST_TITLE} characters`,
      ...goalInput,
      type: 'How it is measured',
    },
  } as const satisfies McpTool
  static override readonly operations = ['createGoal'] as const
  static override summary = 'Create a goal'

  protected async render(goal: Goal) {
    await this.output.item(goalView, goal)
    this.output.success('Goal created.')
  }

  async run() {
    const {args, flags} = await this.parse(GoalCreate)
    const title = titleFrom(args.title, 'TITLE')
    const goal = newGoal({title, goal_type: flags.type, ...goalFields(flags)})
    const {goals} = await this.api()
    return goals.create(goal)
  }
}
