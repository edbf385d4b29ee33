import * as Flags from '@oclif/core/flags'

import {maskCredential, parseDeveloperKey} from '../../lib/auth/developer-key.js'
import {loginEdits, type Verification, verifyKey} from '../../lib/auth/login.js'
import {BaseCommand} from '../../lib/base-command.js'
import {changeConfig} from '../../lib/config/config-file.js'
import {checkNewProfileName} from '../../lib/config/profile-name.js'
import {type Settings} from '../../lib/config/settings.js'
import {connect} from '../../lib/connect.js'
import {missingArgument, UsageError} from '../../lib/errors.js'
import {textFrom} from '../../lib/input.js'

interface LoginResult {
  readonly api_base: string
  readonly auth_method: string
  readonly profile: string
}

export default class AuthLogin extends BaseCommand<LoginResult> {
  static override description =
    'The key is tried with one request and stored in the profile, which becomes the active one. A key that the server ' +
    'rejects is not stored, and what was stored before stays. Generate a key in the Omi web app under Developer → API Keys.'
  static override examples = [
    '<%= config.bin %> auth login',
    'pass show omi | <%= config.bin %> auth login --api-key',
    '<%= config.bin %> --profile work auth login --api-key',
  ]
  static override flags = {
    'api-key': Flags.string({
      exclusive: ['browser'],
      helpValue: '[KEY]',
      summary: 'Sign in with a developer key; without KEY it is asked for (hidden), or read from a pipe',
    }),
    browser: Flags.boolean({summary: 'Sign in with the browser'}),
    provider: Flags.option({
      dependsOn: ['browser'],
      options: ['google', 'apple'] as const,
      summary: 'Who to sign in with in the browser',
    })(),
  }
  static override summary = 'Sign in'

  protected render({api_base: apiBase, profile}: LoginResult) {
    this.output.success(`Signed in to ${apiBase} as profile '${profile}'.`)
  }

  async run() {
    const {flags} = await this.parse(AuthLogin, withOptionalValue(this.argv, '--api-key'))
    if (flags.browser) throw browserNotYet()
    const settings = await this.settings()
    checkNewProfileName(settings.profileName, settings.config)
    const key = parseDeveloperKey(await this.askForKey(flags['api-key']))
    const verification = await verifyKey(await this.probe(settings, key), this.signal)
    await changeConfig(settings.location, () => loginEdits(settings, key))
    this.tell(verification, settings)
    return {profile: settings.profileName, auth_method: 'api_key', api_base: settings.apiBase}
  }

  private async askForKey(given: string | undefined): Promise<string> {
    if (given !== undefined && given !== '-') return given
    if (!process.stdin.isTTY) return textFrom('-', this.output, this.signal)
    if (!this.output.interactive)
      throw missingArgument(
        '--api-key KEY',
        'There is nobody to ask here. Pipe the key in: omi auth login --api-key < FILE',
      )
    const context = {output: process.stderr, signal: this.signal}
    if (given === undefined) {
      const {default: pick} = await import('@inquirer/rawlist')
      const choices = [
        {name: 'Browser', value: 'browser'},
        {name: 'API key', value: 'api-key'},
      ]
      if ((await pick({choices, message: 'How do you want to sign in?'}, context)) === 'browser') throw browserNotYet()
    }

    const {default: askHidden} = await import('@inquirer/password')
    return askHidden({message: 'Developer key (hidden)'}, context)
  }

  /** One request with the new key, made once: a server in trouble shall not keep anyone from signing in. */
  private async probe(settings: Settings, key: string): Promise<() => Promise<unknown>> {
    const credential = {method: 'api_key', secret: key, source: 'OMI_API_KEY'} as const
    const {memories} = await connect({...settings, credential}, this.output, this.signal, {maxAttempts: 1})
    return () => memories.probe()
  }

  private tell(verification: Verification, {environment}: Settings): void {
    if (verification.outcome === 'limited') {
      this.output.warn('The key is valid but may not read memories (scope memories:read). It was stored.')
    }

    if (verification.outcome === 'unknown') {
      this.output.warn(
        `The key could not be checked: ${verification.error.title}. It was stored; try omi auth whoami later.`,
      )
    }

    if (environment.apiKey) {
      this.output.warn(
        `OMI_API_KEY is set (${maskCredential(environment.apiKey)}) and wins over the key stored now. Unset it to use the profile.`,
      )
    }
  }
}

/** oclif's flags always take a value or never; `-` stands in for one that was left out. */
function withOptionalValue(argv: string[], flag: string): string[] {
  return argv.map((word, index) => {
    const next = argv[index + 1]
    return word === flag && (next === undefined || (next.startsWith('-') && next !== '-')) ? `${flag}=-` : word
  })
}

const browserNotYet = () =>
  new UsageError('Browser sign-in is not available yet', {
    detail: 'Use a developer key instead: omi auth login --api-key',
  })
