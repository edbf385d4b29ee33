import {completionFlags, completionOf} from '../../lib/action-item/action-item-flags.js'
import {actionItemView} from '../../lib/action-item/action-item-view.js'
import {pathSegment} from '../../lib/api/path-segment.js'
import {type ActionItem} from '../../lib/contract/schema.js'
import {timeRangeFlags} from '../../lib/flags/date-flags.js'
import {idFlag, inGroup} from '../../lib/flags/flags.js'
import {partView} from '../../lib/output/view.js'
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
      'conversation-id': idFlag('conversation', 'Only those that came out of this conversation'),
      ...timeRangeFlags,
    }),
  }
  static override readonly operations = ['listActionItems'] as const
  static override readonly readOnly = true
  static override summary = 'List action items'

  protected async renderList(list: AsyncIterable<ActionItem[]>, {filtered}: {filtered: boolean}) {
    await this.output.list(filtered ? partView(actionItemView, 'action-item list') : actionItemView, list)
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
