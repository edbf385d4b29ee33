import * as Flags from '@oclif/core/flags'

import {type Goal} from '../../lib/contract/schema.js'
import {limitFlag} from '../../lib/flags/flags.js'
import {goalListView} from '../../lib/goal/goal-view.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {VerbResult} from '../../lib/run/verb-result.js'

/** `inactive`: those that are no longer active were asked for too; `limit`: how many at most. */
type GoalsAsked = VerbResult<Goal[], {inactive: boolean; limit: number}>

const MOST = 100

export default class GoalList extends BaseCommand<GoalsAsked> {
  static override description = 'The API shows goals from the first on and knows no offset.'
  static override examples = [
    '<%= config.bin %> goal list',
    '<%= config.bin %> --json goal list --limit 100 --include-inactive',
  ]
  static override flags = {
    limit: limitFlag({default: 10, max: MOST, min: 1}),
    'include-inactive': Flags.boolean({summary: 'Those that are no longer active too'}),
  }
  static override readonly mcpTool = {
    name: 'goal_list',
    title: 'List goals',
    description: 'Lists the user’s goals with their progress.',
    toolset: 'goal',
    input: {limit: 'How many at most', include_inactive: 'Those that are no longer active too'},
  } as const satisfies McpTool
  static override readonly operations = ['listGoals'] as const
  static override readonly readOnly = true
  static override summary = 'List goals'

  protected async render({document: goals, facts}: GoalsAsked) {
    await this.output.list(goalListView(facts), goals)
    const {limit} = facts
    if (goals.length >= limit && limit < MOST)
      await this.output.hint(`${goals.length} shown, there may be more: --limit ${MOST}`)
  }

  async run() {
    const {flags} = await this.parse(GoalList)
    const inactive = flags['include-inactive']
    const {goals} = await this.api()
    const list = await goals.list({include_inactive: inactive || undefined, limit: flags.limit})
    return new VerbResult(list, {inactive, limit: flags.limit})
  }
}
