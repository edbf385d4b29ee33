import {type OmiApi} from '../../lib/api/omi-api.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {DeleteCommand} from '../../lib/run/delete-command.js'
import {idsArg} from '../../lib/run/each-id.js'

export default class GoalDelete extends DeleteCommand {
  static override args = {ids: idsArg('goal', 'The ids of the goals')}
  static override examples = ['<%= config.bin %> goal delete goal_9b69fca1b4f5']
  static override readonly mcpTool = {
    name: 'goal_delete',
    title: 'Delete goals',
    description: 'Deletes goals for good. Only when the user has asked for it; look at what it is first.',
    toolset: 'goal',
    input: {ids: {description: 'The ids, as the lists have them', max: 20}},
  } as const satisfies McpTool
  static override readonly operations = ['deleteGoal'] as const
  static override summary = 'Delete goals'
  protected readonly noun = {many: 'goals', one: 'goal'}

  protected delete({goals}: OmiApi, id: string) {
    return goals.delete(id)
  }
}
