import {type Identity, identityView, whoami} from '../../lib/auth/whoami.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class AuthWhoami extends BaseCommand<Identity> {
  static override examples = ['<%= config.bin %> auth whoami', '<%= config.bin %> --json auth whoami']
  static override readonly operations = ['getCurrentKey'] as const
  static override readonly readOnly = true
  static override summary = 'Ask the server what the credential is and may do'

  protected render(identity: Identity) {
    return this.output.item(identityView, identity)
  }

  async run() {
    await this.parse(AuthWhoami)
    return whoami(await this.settings(), await this.api())
  }
}
