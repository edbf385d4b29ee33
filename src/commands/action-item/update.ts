import * as Flags from '@oclif/core/flags'

import {
  completionFlags,
  completionOf,
  descriptionFrom,
  dueAtFlag,
  LONGEST_DESCRIPTION,
} from '../../lib/action-item/action-item-flags.js'
import {actionItemView} from '../../lib/action-item/action-item-view.js'
import {type ActionItem} from '../../lib/contract/schema.js'
import {noFieldsToUpdate} from '../../lib/errors/index.js'
import {clearFields} from '../../lib/flags/clear-fields.js'
import {idArg} from '../../lib/flags/flags.js'
import {READS_STDIN} from '../../lib/flags/value-facts.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ActionItemUpdate extends BaseCommand<ActionItem> {
  static override args = {id: idArg('action item', "The action item's id")}
  static override description = 'What is not given stays as it is.'
  static override examples = [
    '<%= config.bin %> action-item update 9b29b48a-4d5e-4b41-9ac9-348ef76c2747 --due-at +3d',
    '<%= config.bin %> action-item update 9b29b48a-4d5e-4b41-9ac9-348ef76c2747 --open --clear-due-at',
  ]
  static override flags = {
    description: Flags.string({
      helpValue: 'TEXT',
      ...READS_STDIN,
      summary: `The new description, up to ${LONGEST_DESCRIPTION} characters; - reads it from stdin`,
    }),
    ...completionFlags('Mark it as done', 'Mark it as not done'),
    'due-at': dueAtFlag(),
    'clear-due-at': Flags.boolean({exclusive: ['due-at'], summary: 'Take the due date away'}),
  }
  static override readonly mcpTool = {
    name: 'action_item_update',
    title: 'Change an action item',
    description: 'Changes an action item; what is not given stays as it is.',
    toolset: 'action_item',
    input: {
      id: 'The id, as action_item_list has it',
      description: `What there is to do, up to ${LONGEST_DESCRIPTION} characters`,
      completed: {description: 'Whether it is done', not: 'open'},
      due_at: 'When it is due: an ISO 8601 time, tomorrow 17:00, +3d',
      clear_due_at: 'Take the due date away',
    },
  } as const satisfies McpTool
  static override readonly operations = ['updateActionItem'] as const
  static override summary = 'Change an action item'

  protected async render(item: ActionItem) {
    await this.output.item(actionItemView, item)
    this.output.success('Action item updated.')
  }

  async run() {
    const {args, flags} = await this.parse(ActionItemUpdate)
    const changes = {
      completed: completionOf(flags),
      description:
        flags.description === undefined
          ? undefined
          : await descriptionFrom(flags.description, '--description', this.output, this.signal),
      due_at: flags['clear-due-at'] ? null : flags['due-at'],
    }
    if (Object.values(changes).every((value) => value === undefined)) throw noFieldsToUpdate(ActionItemUpdate.flags)
    const {actionItems} = await this.api()
    return clearFields(changes, (fields) => actionItems.update(args.id, fields))
  }
}
