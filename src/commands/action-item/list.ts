import * as Flags from '@oclif/core/flags'

import {completionFlags, completionOf} from '../../lib/action-item/action-item-flags.js'
import {actionItemListView} from '../../lib/action-item/action-item-view.js'
import {pathSegment} from '../../lib/api/path-segment.js'
import {type ActionItem} from '../../lib/contract/schema.js'
import {timeRangeFlags} from '../../lib/flags/date-flags.js'
import {inGroup} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {ListCommand, listFlags} from '../../lib/run/list-command.js'

export default class ActionItemList extends ListCommand<ActionItem, {filtered: boolean}> {
  static override description = "The order is the server's; the dates are those of the action items' creation."
  static override examples = [
    '<%= config.bin %> action-item list --open',
    '<%= config.bin %> action-item list --completed --start-date -1w',
    '<%= config.bin %> --json action-item list --all',
  ]
  static override flags = {
    ...listFlags('action item', {default: 100, max: 500}),
    ...inGroup('filter', {
      ...completionFlags('Only those that are done', 'Only those that are not done'),
      'conversation-id': Flags.string({helpValue: 'ID', summary: 'Only those that came out of this conversation'}),
      ...timeRangeFlags,
    }),
  }
  static override readonly mcpTool = {
    name: 'action_item_list',
    title: 'List action items',
    description: 'Lists action items: what the user has to do. With completed false only what is still open.',
    toolset: 'action_item',
    input: {
      limit: {description: 'How many at most', max: 200},
      offset: 'Where to go on: next_offset of the answer before',
      completed: {description: 'true: only what is done; false: only what is open', not: 'open'},
      conversation_id: 'Only what came out of this conversation',
      start_date: 'Only what was created from then on. An ISO 8601 time or date, or today, yesterday, friday, -2w, +3d',
      end_date: 'Only what was created up to then',
    },
  } as const satisfies McpTool
  static override readonly operations = ['listActionItems'] as const
  static override readonly readOnly = true
  static override summary = 'List action items'

  protected async renderList(list: AsyncIterable<ActionItem[]>, asked: {filtered: boolean}) {
    await this.output.list(actionItemListView(asked), list)
  }

  async run() {
    const {flags} = await this.parse(ActionItemList)
    const {'conversation-id': conversation, 'end-date': end, offset, 'start-date': start} = flags
    if (conversation !== undefined) pathSegment(conversation)
    const filter = {completed: completionOf(flags), conversation_id: conversation, end_date: end, start_date: start}
    const filtered = offset > 0 || Object.values(filter).some((value) => value !== undefined)
    const {actionItems} = await this.api()
    return this.readList(actionItems.listing(filter), flags, {filtered})
  }
}
