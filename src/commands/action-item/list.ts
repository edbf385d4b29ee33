import * as Flags from '@oclif/core/flags'

import {completionFlags, completionOf} from '../../lib/action-item/action-item-flags.js'
import {actionItemView, sortedActionItemView} from '../../lib/action-item/action-item-view.js'
import {pathSegment} from '../../lib/api/path-segment.js'
import {type Picking, placeOf} from '../../lib/api/picked.js'
import {type ActionItem} from '../../lib/contract/schema.js'
import {checkOrder, timeFlag, timeRangeFlags} from '../../lib/flags/date-flags.js'
import {idFlag, inGroup} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {partView} from '../../lib/output/view.js'
import {ListCommand, listFlags} from '../../lib/run/list-command.js'

/** `filtered`: only some were asked for; `sorted`: an order was. */
interface Asked {
  readonly filtered: boolean
  readonly sorted: boolean
}

export default class ActionItemList extends ListCommand<ActionItem, Asked> {
  static override description =
    "The order is the server's; the dates are those of the action items' creation. With --due-before or --due-after, which the " +
    'server does not know, the list is read until there are as many as --limit says.'
  static override examples = [
    '<%= config.bin %> action-item list --open',
    '<%= config.bin %> action-item list --completed --start-date -1w',
    '<%= config.bin %> action-item list --open --due-before tomorrow --sort due',
    '<%= config.bin %> --json action-item list --all',
  ]
  static override flags = {
    ...listFlags('action item', {default: 100, max: 500}),
    ...inGroup('filter', {
      ...completionFlags('Only those that are done', 'Only those that are not done'),
      'conversation-id': idFlag('conversation', 'Only those that came out of this conversation'),
      ...timeRangeFlags,
      'due-after': timeFlag('Only those due from this time on', 'start'),
      'due-before': timeFlag('Only those due up to this time', 'end'),
    }),
    sort: Flags.option({
      options: ['due', 'created'] as const,
      summary: 'By when they are due, the next one first, or were created, the newest first, once they are read',
    })(),
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

  protected async renderList(list: AsyncIterable<ActionItem[]>, {filtered, sorted}: Asked) {
    const view = sorted ? sortedActionItemView : actionItemView
    await this.output.list(filtered ? partView(view, 'action-item list') : view, list)
  }

  async run() {
    const {flags} = await this.parse(ActionItemList)
    checkOrder(flags, 'start-date', 'end-date')
    checkOrder(flags, 'due-after', 'due-before')
    const {'conversation-id': conversation, 'end-date': end, offset, 'start-date': start} = flags
    if (conversation !== undefined) pathSegment(conversation)
    const filter = {completed: completionOf(flags), conversation_id: conversation, end_date: end, start_date: start}
    const {'due-after': dueAfter, 'due-before': dueBefore, sort} = flags
    const given = [...Object.values(filter), dueAfter, dueBefore]
    const filtered = offset > 0 || given.some((value) => value !== undefined)
    const {actionItems} = await this.api()
    return this.readList(
      actionItems.listing(filter),
      flags,
      {filtered, sorted: sort !== undefined},
      {...dueWithin(dueAfter, dueBefore), ...(sort && {rank: RANKS[sort]})},
    )
  }
}

/** Both ends are within. */
function dueWithin(after: string | undefined, before: string | undefined): Picking<ActionItem> {
  if (after === undefined && before === undefined) return {}
  const [from = -Infinity, to = Infinity] = [placeOf(after), placeOf(before)]
  return {
    keep({due_at: time}) {
      const due = placeOf(time)
      return due !== undefined && due >= from && due <= to
    },
  }
}

const RANKS = {
  created: ({created_at: time}: ActionItem) => placeOf(time),
  due({due_at: time}: ActionItem) {
    const due = placeOf(time)
    return due === undefined ? undefined : -due
  },
}
