import {authStatus, authStatusView, type AuthStatus as Status} from '../../lib/auth/status.js'
import {loosePermissions} from '../../lib/config/permissions.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class AuthStatus extends BaseCommand<Status> {
  static override description = 'Asks no server. See omi auth whoami for what the server says.'
  static override examples = ['<%= config.bin %> auth status', '<%= config.bin %> --json auth status']
  static override readonly readOnly = true
  static override summary = 'Show which credential is in use'

  protected render(status: Status) {
    return this.output.item(authStatusView, status)
  }

  async run() {
    await this.parse(AuthStatus)
    const settings = await this.settings()
    const loose = loosePermissions(settings)
    if (loose) this.output.warn(loose)
    return authStatus(settings)
  }
}
