import * as Flags from '@oclif/core/flags'

import {BaseCommand} from '../../lib/base-command.js'
import {clearFields} from '../../lib/clear-fields.js'
import {type Goal} from '../../lib/contract/schema.js'
import {noFieldsToUpdate} from '../../lib/errors.js'
import {requiredArg} from '../../lib/flags.js'
import {goalFields, goalFlags, LONGEST_TITLE, titleFrom} from '../../lib/goal-flags.js'
import {goalView} from '../../lib/views/goal-view.js'

export default class GoalUpdate extends BaseCommand<Goal> {
  static override args = {id: requiredArg("The goal's id")}
  static override description =
    'What is not given stays as it is; criteria are replaced by those given. The type of a goal cannot be changed.'
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
  static override summary = 'Change a goal'

  protected async render(goal: Goal) {
    await this.output.item(await goalView(), goal)
    this.output.success('Goal updated.')
  }

  async run() {
    const {args, flags} = await this.parse(GoalUpdate)
    const changes = {
      title: flags.title === undefined ? undefined : titleFrom(flags.title, '--title'),
      ...goalFields(flags),
      ...(flags['clear-unit'] && {unit: null}),
      ...(flags['clear-horizon'] && {horizon_at: null}),
    }
    if (Object.values(changes).every((value) => value === undefined)) throw noFieldsToUpdate(GoalUpdate.flags)
    const {goals} = await this.api()
    return clearFields(changes, (fields) => goals.update(args.id, fields))
  }
}
