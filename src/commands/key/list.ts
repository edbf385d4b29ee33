import {type DevApiKey} from '../../lib/contract/schema.js'
import {keyView} from '../../lib/key/key-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class KeyList extends BaseCommand<DevApiKey[]> {
  static override description = 'Needs a browser sign-in: omi auth login --browser.'
  static override examples = ['<%= config.bin %> key list', '<%= config.bin %> --json key list']
  static override readonly operations = ['listKeys'] as const
  static override readonly readOnly = true
  static override summary = 'List the developer keys of your account'

  protected render(keys: DevApiKey[]) {
    return this.output.list(keyView, keys)
  }

  async run() {
    await this.parse(KeyList)
    const {keys} = await this.api()
    return keys.list()
  }
}
