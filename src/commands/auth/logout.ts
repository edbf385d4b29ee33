import {logoutEdits} from '../../lib/auth/login.js'
import {BaseCommand} from '../../lib/base-command.js'
import {changeConfig} from '../../lib/config/config-file.js'

interface LogoutResult {
  readonly logged_out: boolean
  readonly profile: string
}

export default class AuthLogout extends BaseCommand<LogoutResult> {
  static override description =
    "Removes the profile's credentials from the config file; the key itself stays valid at the server."
  static override examples = ['<%= config.bin %> auth logout', '<%= config.bin %> --profile work auth logout']
  static override summary = 'Sign out'

  protected render({logged_out: loggedOut, profile}: LogoutResult) {
    if (loggedOut) this.output.success(`Signed out of profile '${profile}'.`)
    else this.output.warn(`Profile '${profile}' was not signed in.`)
  }

  async run() {
    await this.parse(AuthLogout)
    const settings = await this.settings()
    const edits = logoutEdits(settings)
    if (edits.length > 0) await changeConfig(settings.location, () => edits)
    if (settings.environment.apiKey)
      this.output.warn('OMI_API_KEY is set and is still used. Unset it to be signed out.')
    return {profile: settings.profileName, logged_out: edits.length > 0}
  }
}
