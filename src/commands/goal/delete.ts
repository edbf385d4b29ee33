import {yesFlag} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {EachIdCommand, idsArg} from '../../lib/run/each-id.js'

export default class GoalDelete extends EachIdCommand<{success: boolean}> {
  static override args = {ids: idsArg('goal', 'The ids of the goals')}
  static override examples = ['<%= config.bin %> goal delete goal_9b69fca1b4f5']
  static override flags = {yes: yesFlag()}
  static override readonly mcpTool = {
    name: 'goal_delete',
    title: 'Delete goals',
    description: 'Deletes goals for good. Only when the user has asked for it; look at what it is first.',
    toolset: 'goal',
    input: {ids: {description: 'The ids, as the lists have them', max: 20}},
  } as const satisfies McpTool
  static override readonly operations = ['deleteGoal'] as const
  static override summary = 'Delete goals'
  protected readonly done = 'Goal deleted'

  async run() {
    const {args, flags} = await this.parse(GoalDelete)
    const selection = await this.select(args.ids)
    const {length} = selection.ids
    await this.confirm(length === 1 ? `Delete goal ${selection.ids[0]}?` : `Delete ${length} goals?`, flags.yes)
    const {goals} = await this.api()
    return this.applyToEach(selection, (id) => goals.delete(id))
  }
}
