import {type ActionItem} from '../../lib/contract/schema.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {EachIdCommand, idsArg} from '../../lib/run/each-id.js'

export default class ActionItemComplete extends EachIdCommand<ActionItem> {
  static override args = {ids: idsArg('action item', 'The ids of the action items')}
  static override examples = [
    '<%= config.bin %> action-item complete 9b29b48a-4d5e-4b41-9ac9-348ef76c2747',
    '<%= config.bin %> action-item list --open | cut -f1 | <%= config.bin %> action-item complete -',
  ]
  static override readonly mcpTool = {
    name: 'action_item_complete',
    title: 'Complete action items',
    description: 'Marks action items as done.',
    toolset: 'action_item',
    input: {ids: {description: 'The ids, as action_item_list has them', max: 20}},
  } as const satisfies McpTool
  static override readonly operations = ['updateActionItem'] as const
  static override summary = 'Mark action items as done'
  protected readonly done = 'Action item completed'

  async run() {
    const {args} = await this.parse(ActionItemComplete)
    const selection = await this.select(args.ids)
    const {actionItems} = await this.api()
    return this.applyToEach(selection, (id) => actionItems.update(id, {completed: true}))
  }
}
