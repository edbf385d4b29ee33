import {changeConfig, type StoredProfile} from '../config/config-file.js'
import {forgetKeptTokens} from '../config/refresh-note.js'
import {activeProfileOf, type Settings} from '../config/settings.js'
import {isOmiError} from '../errors/index.js'
import {type Output} from '../output/output.js'
import {type Provider, signInWithBrowser} from './browser-flow.js'
import {clearTextWarning, connect, firebaseConnection, httpClients} from './connect.js'
import {projectToSignIn} from './firebase-project.js'
import {claimsOf} from './id-token.js'
import {activationEdits, browserLoginEdits} from './login.js'
import {MintAttempt} from './mint-attempt.js'
import {mintedKeyName, mintKey} from './minted-key.js'
import {openBrowser} from './open-browser.js'
import {revokeMintedKey} from './revoke-minted-key.js'

export interface BrowserLogin {
  /** The name of the active profile, now. */
  readonly activeProfile: string
  readonly authMethod: 'api_key' | 'oauth'
  /** The id of a key that this profile held before and that could not be revoked. */
  readonly keyToRevoke?: string
}

/**
 * Signs in with the browser and makes the session, with a developer key minted for it, the credential of the profile. Until
 * all of it is written at once, the config file stays as it is; what was there before is revoked after that.
 */
export async function loginWithBrowser(
  settings: Settings,
  provider: Provider,
  output: Output,
  signal: AbortSignal,
): Promise<BrowserLogin> {
  const {apiBase, environment, location, profile, profileName} = settings
  const project = projectToSignIn(environment)
  const firebaseOf = await firebaseConnection(settings, output, signal)
  const clientFor = await httpClients(settings, output, signal)
  const warning = clearTextWarning(apiBase)
  if (warning) output.warn(warning)

  const customToken = await signInWithBrowser({
    apiBase,
    http: clientFor(apiBase),
    open: (url) => show(url, output, environment.browser),
    provider,
    signal,
  })
  const tokens = await firebaseOf(project).signIn(customToken)
  const api = await connect(settings, output, signal, {idToken: tokens.idToken})
  const name = mintedKeyName(profileName)
  const attempt = await MintAttempt.begin(api, location, profileName, {
    apiBase,
    name,
    user: claimsOf(tokens.idToken).sub,
  })
  const key = await mintKey(api, name, profile.api_key_id).catch(async (error: unknown) => {
    if (!mayHaveMinted(error)) await attempt.forget()
    throw error
  })

  const now = {apiBase, tokens}
  const revocation = {now, output, settings, signal}
  let previous: StoredProfile = {}
  let activeProfile: string
  let known: ReadonlySet<string>
  try {
    const after = await changeConfig(location, (config) => {
      const before = config.profiles.get(profileName) ?? {}
      // Where this is done anew, the new key may be there already.
      if (key === undefined || before.api_key_id !== key.id) previous = before
      const edits = browserLoginEdits(settings, {emulatorHost: project.emulatorHost, key, tokens})
      return [...activationEdits(settings, config), ...edits]
    })
    activeProfile = activeProfileOf(after)
    known = new Set([...after.profiles.values()].flatMap(({api_key_id: id}) => id ?? []))
    await forgetKeptTokens(location, profileName)
  } catch (error) {
    if (!(await revokeMintedKey({api_base: apiBase, api_key_id: key?.id}, revocation))) await attempt.forget()
    throw error
  }

  await attempt.settle(known, async (id) => !(await revokeMintedKey({api_base: apiBase, api_key_id: id}, revocation)))

  return {
    activeProfile,
    authMethod: key ? 'api_key' : 'oauth',
    keyToRevoke: await revokeMintedKey(previous, revocation),
  }
}

/** Whether there may be a key that nobody knows. */
const mayHaveMinted = (error: unknown) =>
  !isOmiError(error) || error.exitCode > 128 || (error.exitCode === 3 && error.facts.outcome === 'unknown')

async function show(url: string, output: Output, browser?: string): Promise<void> {
  output.note('To sign in, open this page in your browser:')
  output.address(url)
  if (!(await openBrowser(url, browser))) output.note('No browser could be opened from here. Open the page yourself.')
}
