import * as Flags from '@oclif/core/flags'

import {type Provider, PROVIDERS} from '../../lib/auth/browser-flow.js'
import {connect} from '../../lib/auth/connect.js'
import {activationEdits, loginEdits, type Verification, verifyKey} from '../../lib/auth/login.js'
import {stillToBeRevoked} from '../../lib/auth/revoke-minted-key.js'
import {changeConfig} from '../../lib/config/config-file.js'
import {parseDeveloperKey} from '../../lib/config/developer-key.js'
import {checkNewProfileName} from '../../lib/config/profile-name.js'
import {forgetKeptTokens} from '../../lib/config/refresh-note.js'
import {activeProfileOf, type Settings} from '../../lib/config/settings.js'
import {missingArgument, notADeveloperKey} from '../../lib/errors/index.js'
import {textFrom} from '../../lib/input/input.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {shellLine} from '../../lib/text/shell-words.js'

interface LoginResult {
  readonly active_profile: string
  readonly api_base: string
  readonly auth_method: string
  /** The id of a key that this profile held before and that could not be revoked; only where there is one. */
  readonly key_to_revoke?: string
  readonly profile: string
}

export default class AuthLogin extends BaseCommand<LoginResult> {
  static override description =
    'The profile becomes the active one; with --profile the active one stays, unless nothing is signed in yet. ' +
    'With the browser, a developer key for this machine and profile is made after the sign-in. ' +
    'A key of your own is tried with one request. One that ' +
    'the server rejects is not stored, and what was stored before stays. Generate a key in the Omi web app under Developer → API Keys.'
  static override examples = [
    '<%= config.bin %> auth login',
    'pass show omi | <%= config.bin %> auth login --api-key',
    '<%= config.bin %> --profile work auth login --api-key',
    '<%= config.bin %> auth login --browser',
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
      options: PROVIDERS,
      summary: 'Who to sign in with in the browser [default: google]',
    })(),
  }
  static override summary = 'Sign in'

  protected render({active_profile: active, api_base: apiBase, profile}: LoginResult) {
    this.output.success(`Signed in to ${apiBase} as profile '${profile}'.`)
    if (active === profile) return
    const command = shellLine(['omi', 'config', 'profile', 'use', profile])
    this.output.note(`The active profile is still '${active}'. Switch with: ${command}`)
  }

  async run() {
    const {flags} = await this.parse(AuthLogin, withOptionalValue(this.argv, '--api-key'))
    const settings = await this.settings({makesProfile: true})
    checkNewProfileName(settings.profileName, settings.config)
    const choice = flags.browser ? BROWSER : await this.askForKey(flags['api-key'])
    return choice === BROWSER ? this.loginWithBrowser(settings, flags.provider) : this.loginWithKey(settings, choice)
  }

  /** The key, or BROWSER when that was picked. */
  private async askForKey(given: string | undefined): Promise<string | typeof BROWSER> {
    if (given !== undefined && given !== '-') return given
    if (!this.output.io.stdin.isTTY) return textFrom('-', this.output, this.signal, KEY_LIMIT)
    if (!this.output.interactive)
      throw missingArgument(
        '--api-key KEY',
        'There is nobody to ask here. Pipe the key in: omi auth login --api-key < FILE',
      )
    if (given === undefined) {
      const browser = await this.askForChoice('How do you want to sign in?', [
        {name: 'Browser', value: true},
        {name: 'API key', value: false},
      ])
      if (browser) return BROWSER
    }

    return this.askFor('Developer key (hidden)', {secret: true})
  }

  private async loginWithBrowser(settings: Settings, provider: Provider = 'google'): Promise<LoginResult> {
    const {loginWithBrowser} = await import('../../lib/auth/browser-login.js')
    const {activeProfile, authMethod, keyToRevoke} = await loginWithBrowser(
      settings,
      provider,
      this.output,
      this.signal,
    )
    if (keyToRevoke) this.output.warn(stillToBeRevoked(keyToRevoke))
    this.warnAboutVariable(settings)
    this.signal.throwIfAborted()
    return {
      profile: settings.profileName,
      active_profile: activeProfile,
      auth_method: authMethod,
      api_base: settings.apiBase,
      ...(keyToRevoke && {key_to_revoke: keyToRevoke}),
    }
  }

  private async loginWithKey(settings: Settings, given: string): Promise<LoginResult> {
    const key = parseDeveloperKey(given)
    const verification = await verifyKey(await this.probe(settings, key), this.signal)
    const after = await changeConfig(settings.location, (config) => [
      ...activationEdits(settings, config),
      ...loginEdits(settings, key),
    ])
    await forgetKeptTokens(settings.location, settings.profileName)
    this.tell(verification)
    const {api_key: before, api_key_id: minted} = settings.profile
    if (minted && before !== key) this.output.warn(stillValid(minted))
    this.warnAboutVariable(settings)
    return {
      profile: settings.profileName,
      active_profile: activeProfileOf(after),
      auth_method: 'api_key',
      api_base: settings.apiBase,
    }
  }

  /** One request with the new key, made once: a server in trouble shall not keep anyone from signing in. */
  private async probe(settings: Settings, key: string): Promise<() => Promise<unknown>> {
    const credential = {method: 'api_key', secret: key, source: 'OMI_API_KEY'} as const
    const {memories} = await connect({...settings, credential}, this.output, this.signal, {maxAttempts: 1})
    return () => memories.probe()
  }

  private tell(verification: Verification): void {
    if (verification.outcome === 'limited') {
      this.output.warn('The key is valid but may not read memories (scope memories:read). It was stored.')
    }

    if (verification.outcome === 'unknown') {
      this.output.warn(
        `The key could not be checked: ${verification.error.title}. It was stored; try omi auth whoami later.`,
      )
    }
  }

  private warnAboutVariable({environment}: Settings): void {
    if (environment.apiKey) {
      this.output.warn('OMI_API_KEY is set and wins over the key stored now. Unset it to use the profile.')
    }
  }
}

/** Far more than any key has, with whatever white space around it. */
const KEY_LIMIT = {bytes: 64 * 1024, error: notADeveloperKey('It is larger than 64 kB. Pipe in the key alone.')}

/** What was picked in place of a key. */
const BROWSER = Symbol('browser')

/** oclif's flags always take a value or never; `-` stands in for one that was left out. */
function withOptionalValue(argv: string[], flag: string): string[] {
  return argv.map((word, index) => {
    const next = argv[index + 1]
    return word === flag && (next === undefined || (next.startsWith('-') && next !== '-')) ? `${flag}=-` : word
  })
}

const stillValid = (id: string) =>
  `The developer key that an earlier sign-in made (${id}) stays valid. Revoke it in the Omi web app under Developer → API Keys.`
