import {type Goal} from '../../lib/contract/schema.js'
import {idArg} from '../../lib/flags/flags.js'
import {goalView} from '../../lib/goal/goal-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class GoalGet extends BaseCommand<Goal> {
  static override args = {id: idArg('goal', "The goal's id, as list shows it")}
  static override examples = ['<%= config.bin %> goal get goal_4498e4c552a9']
  static override readonly operations = ['getGoal'] as const
  static override readonly readOnly = true
  static override summary = 'Show one goal'

  protected async render(goal: Goal) {
    await this.output.item(goalView, goal)
  }

  async run() {
    const {args} = await this.parse(GoalGet)
    const {goals} = await this.api()
    return goals.get(args.id)
  }
}
