import {type OmiApi} from '../../lib/api/omi-api.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {DeleteCommand} from '../../lib/run/delete-command.js'
import {idsArg} from '../../lib/run/each-id.js'

export default class ActionItemDelete extends DeleteCommand {
  static override args = {ids: idsArg('action item', 'The ids of the action items')}
  static override examples = [
    '<%= config.bin %> action-item delete 4fed0c29-15f0-4576-a631-c9807edf0dac',
    '<%= config.bin %> action-item list --completed | cut -f1 | <%= config.bin %> action-item delete - --yes',
  ]
  static override readonly mcpTool = {
    name: 'action_item_delete',
    title: 'Delete action items',
    description: 'Deletes action items for good. Only when the user has asked for it; look at what it is first.',
    toolset: 'action_item',
    input: {ids: {description: 'The ids, as the lists have them', max: 20}},
  } as const satisfies McpTool
  static override readonly operations = ['deleteActionItem'] as const
  static override summary = 'Delete action items'
  protected readonly noun = {many: 'action items', one: 'action item'}

  protected delete({actionItems}: OmiApi, id: string) {
    return actionItems.delete(id)
  }
}
