import * as Flags from '@oclif/core/flags'

import {completionFlags, completionOf} from '../../lib/action-item-flags.js'
import {ACTION_ITEM_PAGE} from '../../lib/api/action-items.js'
import {pathSegment} from '../../lib/api/path-segment.js'
import {BaseCommand} from '../../lib/base-command.js'
import {type ActionItem} from '../../lib/contract/schema.js'
import {timeRangeFlags} from '../../lib/date-flags.js'
import {allFlag, inGroup, limitFlag, offsetFlag} from '../../lib/flags.js'
import {actionItemListView} from '../../lib/views/action-item-view.js'

export default class ActionItemList extends BaseCommand<ActionItem[] | AsyncIterable<ActionItem[]>> {
  static override description =
    "The order is the server's; the dates are those of the action items' creation. With --all, pages of --limit action " +
    'items are fetched (500 where it is not given).'
  static override examples = [
    '<%= config.bin %> action-item list --open',
    '<%= config.bin %> action-item list --completed --start-date -1w',
    '<%= config.bin %> --json action-item list --all',
  ]
  static override flags = {
    limit: limitFlag({default: 100, max: 500, min: 1}),
    offset: offsetFlag(),
    all: allFlag('action item'),
    ...inGroup('filter', {
      ...completionFlags('Only those that are done', 'Only those that are not done'),
      'conversation-id': Flags.string({helpValue: 'ID', summary: 'Only those that came out of this conversation'}),
      ...timeRangeFlags,
    }),
  }
  static override readonly readOnly = true
  static override summary = 'List action items'
  private filtered = false

  protected async render(list: ActionItem[] | AsyncIterable<ActionItem[]>) {
    await this.output.list(await actionItemListView({filtered: this.filtered}), list)
  }

  async run() {
    const {flags, metadata} = await this.parse(ActionItemList)
    const {'conversation-id': conversation, 'end-date': end, limit, offset, 'start-date': start} = flags
    if (conversation !== undefined) pathSegment(conversation)
    const filter = {completed: completionOf(flags), conversation_id: conversation, end_date: end, start_date: start}
    this.filtered = offset > 0 || Object.values(filter).some((value) => value !== undefined)
    const {actionItems} = await this.api()
    if (!flags.all) return actionItems.list({...filter, limit, offset})
    const page = metadata.flags.limit?.setFromDefault ? ACTION_ITEM_PAGE : limit
    return actionItems.all({...filter, limit: page, offset})
  }
}
