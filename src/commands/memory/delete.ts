import {EachIdCommand, idsArg} from '../../lib/each-id.js'
import {yesFlag} from '../../lib/flags.js'

export default class MemoryDelete extends EachIdCommand<{success: boolean}> {
  static override args = {ids: idsArg('The ids of the memories')}
  static override examples = [
    '<%= config.bin %> memory delete 0b5f3c1e-6d0a-5f43-9a0c-3f1a52b0a7c1',
    '<%= config.bin %> memory list --categories other | cut -f1 | <%= config.bin %> memory delete - --yes',
  ]
  static override flags = {yes: yesFlag()}
  static override summary = 'Delete memories'
  protected readonly done = 'Memory deleted'

  async run() {
    const {args, flags} = await this.parse(MemoryDelete)
    const selection = await this.select(args.ids)
    const {length} = selection.ids
    await this.confirm(length === 1 ? `Delete memory ${selection.ids[0]}?` : `Delete ${length} memories?`, flags.yes)
    const {memories} = await this.api()
    return this.applyToEach(selection, (id) => memories.delete(id))
  }
}
