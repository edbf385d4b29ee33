import {openSession} from '../../lib/auth/connect.js'
import {nothingToRefresh} from '../../lib/errors/index.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface RefreshResult {
  /** Unix seconds. */
  readonly id_token_expires_at: null | number
  readonly profile: string
}

export default class AuthRefresh extends BaseCommand<RefreshResult> {
  static override description =
    'Gets a new Firebase ID token for the browser session. Other commands do that by themselves when it is due.'
  static override examples = ['<%= config.bin %> auth refresh', '<%= config.bin %> --json auth refresh']
  static override summary = "Renew the browser session's token"

  protected render({profile}: RefreshResult) {
    this.output.success(`Session of profile '${profile}' renewed.`)
  }

  async run() {
    await this.parse(AuthRefresh)
    const settings = await this.settings()
    if (settings.configProblem) throw settings.configProblem
    if (!settings.profile.refresh_token) throw nothingToRefresh(settings.profileName)
    const session = await openSession(settings, this.output, this.signal)
    await session.refresh()
    return {profile: settings.profileName, id_token_expires_at: session.expiresAt ?? null}
  }
}
