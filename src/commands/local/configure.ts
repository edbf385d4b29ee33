import * as Flags from '@oclif/core/flags'

import {changeConfig} from '../../lib/config/config-file.js'
import {maskCredential} from '../../lib/config/developer-key.js'
import {checkNewProfileName} from '../../lib/config/profile-name.js'
import {errorOf, missingArgument} from '../../lib/errors/index.js'
import {READS_STDIN} from '../../lib/flags/value-facts.js'
import {textFrom, textLimit} from '../../lib/input/input.js'
import {checkedToken, checkedUrl, USUAL_URL} from '../../lib/local/local-settings.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface Configured {
  readonly local_api_url: string
  /** Masked. */
  readonly local_token: string
  readonly profile: string
}

export default class LocalConfigure extends BaseCommand<Configured> {
  static override description =
    'Omi Desktop shows the address and the token where its local API is switched on. Both are kept in the profile, in the config ' +
    'file that the Python client reads too. No request is sent: omi local status tries it.'
  static override examples = [
    '<%= config.bin %> local configure --token desktop-token-1',
    'pass show omi | <%= config.bin %> local configure --url http://127.0.0.1:47778 --token -',
  ]
  static override flags = {
    url: Flags.string({
      default: USUAL_URL,
      helpValue: 'URL',
      summary: 'Where Omi Desktop serves its local API; on this machine only',
    }),
    token: Flags.string({
      helpValue: 'TOKEN',
      ...READS_STDIN,
      summary: 'The token for it; - reads stdin; without it somebody at a terminal is asked (hidden)',
    }),
  }
  static override readonly idempotent = true
  static override summary = 'Keep address and token of Omi Desktop in the profile'

  protected async render({local_api_url: url, profile}: Configured) {
    this.output.success(`Omi Desktop of profile '${profile}' is at ${url}.`)
    await this.output.hint('Try it: omi local status')
  }

  async run() {
    const {flags} = await this.parse(LocalConfigure)
    const url = checkedUrl(flags.url, `--url ${flags.url}`)
    const token = checkedToken(await this.token(flags.token), '--token')
    const {config, location, profileName: profile} = await this.settings({makesProfile: true})
    checkNewProfileName(profile, config)
    await changeConfig(location, () => [
      {path: ['profiles', profile, 'local_api_url'], value: url},
      {path: ['profiles', profile, 'local_token'], value: token},
    ])
    return {profile, local_api_url: url, local_token: maskCredential(token)}
  }

  private async token(given: string | undefined): Promise<string> {
    if (given !== undefined) return textFrom(given, this.output, this.signal, textLimit('--token', LONGEST))
    if (!this.somebodyIsThere)
      throw missingArgument('--token TOKEN', 'Or pipe it in: omi local configure --token - < FILE')
    const typed = await this.askFor('Token of Omi Desktop (hidden)', {secret: true})
    if (typed.trim() === '') throw errorOf('no_input', {detail: 'No token was typed.', title: 'No input'})
    return typed
  }
}

/** The longest token, in characters. */
const LONGEST = 4096
