import {EachIdCommand, idsArg} from '../../lib/each-id.js'
import {yesFlag} from '../../lib/flags.js'

export default class ConversationDelete extends EachIdCommand<{success: boolean}> {
  static override args = {ids: idsArg('The ids of the conversations')}
  static override examples = [
    '<%= config.bin %> conversation delete ffde0b14-1915-4b69-a7a8-41317a62216e',
    '<%= config.bin %> conversation list --categories weather | cut -f1 | <%= config.bin %> conversation delete - --yes',
  ]
  static override flags = {yes: yesFlag()}
  static override summary = 'Delete conversations'
  protected readonly done = 'Conversation deleted'

  async run() {
    const {args, flags} = await this.parse(ConversationDelete)
    const selection = await this.select(args.ids)
    const {length} = selection.ids
    const what = length === 1 ? `conversation ${selection.ids[0]}` : `${length} conversations`
    await this.confirm(`Delete ${what}?`, flags.yes)
    const {conversations} = await this.api()
    return this.applyToEach(selection, (id) => conversations.delete(id))
  }
}
