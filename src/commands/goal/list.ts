import * as Flags from '@oclif/core/flags'

import {type Goal} from '../../lib/contract/schema.js'
import {limitFlag} from '../../lib/flags/flags.js'
import {goalListView} from '../../lib/goal/goal-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class GoalList extends BaseCommand<Goal[]> {
  static override description = 'The API shows goals from the first on and knows no offset.'
  static override examples = [
    '<%= config.bin %> goal list',
    '<%= config.bin %> --json goal list --limit 100 --include-inactive',
  ]
  static override flags = {
    limit: limitFlag({default: 10, max: 100, min: 1}),
    'include-inactive': Flags.boolean({summary: 'Those that are no longer active too'}),
  }
  static override readonly readOnly = true
  static override summary = 'List goals'
  private inactive = false

  protected async render(goals: Goal[]) {
    await this.output.list(goalListView({inactive: this.inactive}), goals)
  }

  async run() {
    const {flags} = await this.parse(GoalList)
    this.inactive = flags['include-inactive']
    const {goals} = await this.api()
    return goals.list({include_inactive: this.inactive || undefined, limit: flags.limit})
  }
}
