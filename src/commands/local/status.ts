import {maskCredential} from '../../lib/config/developer-key.js'
import {LocalCommand} from '../../lib/local/local-command.js'
import {localSettings} from '../../lib/local/local-settings.js'
import {type View} from '../../lib/output/view.js'

interface LocalStatus {
  readonly configured: boolean
  /** What the desktop says of itself; null where it was not asked. */
  readonly desktop: unknown
  readonly local_api_url: null | string
  /** Masked; null without one. */
  readonly local_token: null | string
  readonly profile: string
  /** Where that comes from. */
  readonly source: 'env' | 'profile' | null
}

const statusView: View<LocalStatus> = {
  columns: [
    {name: 'profile', value: ({profile}) => profile},
    {name: 'configured', value: ({configured}) => configured},
    {name: 'local_api_url', value: (status) => status.local_api_url},
    {name: 'local_token', value: (status) => status.local_token ?? '(none)'},
    {name: 'source', value: ({source}) => source},
    {
      name: 'desktop',
      value: ({desktop}) => (typeof desktop === 'string' || desktop === null ? desktop : JSON.stringify(desktop)),
    },
  ],
}

export default class LocalStatusCommand extends LocalCommand<LocalStatus> {
  static override description =
    'Without an address and a token nothing is asked, and configured is false. A desktop that is off is exit code 3.'
  static override examples = ['<%= config.bin %> local status', '<%= config.bin %> --json local status']
  static override readonly readOnly = true
  static override summary = 'Show how Omi Desktop is reached, and what it says of itself'

  protected async render(status: LocalStatus) {
    await this.output.item(statusView, status)
    if (!status.configured) await this.output.hint('Set it up: omi local configure --token TOKEN')
  }

  async run() {
    await this.parse(LocalStatusCommand)
    const settings = await this.settings()
    const {source, token, url} = localSettings(settings)
    const configured = token !== undefined && url !== undefined
    return {
      profile: settings.profileName,
      configured,
      local_api_url: url ?? null,
      local_token: token === undefined ? null : maskCredential(token),
      source,
      desktop: configured ? await this.callTool('get_local_status', {}) : null,
    }
  }
}
