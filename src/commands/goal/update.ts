import * as Flags from '@oclif/core/flags'

import {type Goal, type GoalUpdate as GoalChanges} from '../../lib/contract/schema.js'
import {noFieldsToUpdate} from '../../lib/errors/index.js'
import {clearFields} from '../../lib/flags/clear-fields.js'
import {idArg} from '../../lib/flags/flags.js'
import {checkRange, goalFields, goalFlags, goalInput, LONGEST_TITLE, titleFrom} from '../../lib/goal/goal-flags.js'
import {rangeOf} from '../../lib/goal/goal-range.js'
import {goalView} from '../../lib/goal/goal-view.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class GoalUpdate extends BaseCommand<Goal> {
  static override args = {id: idArg('goal', "The goal's id")}
  static override description =
    'What is not given stays as it is, but --max goes up with a --target above it; criteria are replaced by those given. The type of a goal cannot be changed.'
  static override examples = [
    '<%= config.bin %> goal update goal_4498e4c552a9 --target 150 --horizon +4w',
    '<%= config.bin %> goal update goal_4498e4c552a9 --clear-unit',
  ]
  static override flags = {
    title: Flags.string({helpValue: 'TEXT', summary: `The new title, up to ${LONGEST_TITLE} characters`}),
    ...goalFlags,
    'clear-unit': Flags.boolean({exclusive: ['unit'], helpGroup: 'measure', summary: 'Take the unit away'}),
    'clear-horizon': Flags.boolean({exclusive: ['horizon'], summary: 'Take the horizon away'}),
  }
  static override readonly mcpTool = {
    name: 'goal_update',
    title: 'Change a goal',
    description: 'Changes a goal; what is not given stays as it is. Criteria are replaced by those given.',
    toolset: 'goal',
    input: {
      id: 'The id, as goal_list has it',
      title: `The new title, up to ${LONGEST_TITLE} characters`,
      ...goalInput,
      clear_unit: 'Take the unit away',
      clear_horizon: 'Take the horizon away',
    },
  } as const satisfies McpTool
  static override readonly operations = ['updateGoal'] as const
  static override summary = 'Change a goal'

  protected async render(goal: Goal) {
    await this.output.item(goalView, goal)
    this.output.success('Goal updated.')
  }

  async run() {
    const {args, flags} = await this.parse(GoalUpdate)
    const changes: GoalChanges = {
      title: flags.title === undefined ? undefined : titleFrom(flags.title, '--title'),
      ...goalFields(flags, 'To take the unit away: --clear-unit.'),
      ...(flags['clear-unit'] && {unit: null}),
      ...(flags['clear-horizon'] && {horizon_at: null}),
    }
    if (Object.values(changes).every((value) => value === undefined)) throw noFieldsToUpdate(GoalUpdate.flags)
    const {goals} = await this.api()
    if (FIGURES.some((name) => changes[name] !== undefined)) {
      const now = await rangeOf(goals, args.id, this.signal)
      const {target_value: target} = changes
      // A target above the end of the scale takes the end with it, as in a new goal.
      if (now && changes.max_value === undefined && target && target > now.max_value) changes.max_value = target
      checkRange(changes, {
        max_value: changes.max_value ?? now?.max_value,
        min_value: changes.min_value ?? now?.min_value,
      })
    }

    return clearFields(changes, (fields) => goals.update(args.id, fields))
  }
}

/** What has to fit into the goal's range, or makes it. */
const FIGURES = ['target_value', 'current_value', 'min_value', 'max_value'] as const
