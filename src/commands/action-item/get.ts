import {actionItemView} from '../../lib/action-item/action-item-view.js'
import {type ActionItem} from '../../lib/contract/schema.js'
import {idArg} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ActionItemGet extends BaseCommand<ActionItem> {
  static override args = {id: idArg('action item', "The action item's id, as list shows it")}
  static override description =
    'The API has no call for a single action item, so the pages of the list are searched for it.'
  static override examples = ['<%= config.bin %> action-item get 9b29b48a-4d5e-4b41-9ac9-348ef76c2747']
  static override readonly operations = ['listActionItems'] as const
  static override readonly readOnly = true
  static override summary = 'Show one action item'

  protected async render(item: ActionItem) {
    await this.output.item(actionItemView, item)
  }

  async run() {
    const {args} = await this.parse(ActionItemGet)
    const {actionItems} = await this.api()
    return actionItems.get(args.id)
  }
}
