import {beside, changeConfig, type ConfigEdit, lockBesideConfig, readConfig} from '../config/config-file.js'
import {keptTokens, notePath, refreshName, RefreshNote} from '../config/refresh-note.js'
import {type Settings} from '../config/settings.js'
import {type StoredConfig, type StoredProfile} from '../config/stored-config.js'
import {type Tokens} from '../config/tokens.js'
import {browserSignInRequired, isOmiError} from '../errors/index.js'
import {remove} from '../files/temporary-files.js'
import {type FirebaseProject, projectOf} from './firebase-project.js'
import {type Firebase} from './firebase.js'
import {hasEnded, isDue} from './id-token.js'

/** How long one attempt to refresh may take at the most, in milliseconds: a reply, and the wait before the next. */
const REPLY = 30_000
const WAIT = 60_000

/** What a session needs of the run that it is used in. */
interface SessionRun {
  /** Milliseconds since 1970. */
  now(): number
  readonly signal: AbortSignal
  /** Tells what went wrong and keeps nothing from going on. */
  warn(text: string): void
}

/** The browser session of the profile in use: its ID token, renewed when it has to be. */
export class Session {
  private profile: StoredProfile
  private renewal?: Promise<StoredProfile>

  /** `firebaseOf` gives Firebase for a project. */
  constructor(
    private readonly settings: Settings,
    private readonly firebaseOf: (project: FirebaseProject) => Firebase,
    private readonly run: SessionRun,
  ) {
    this.profile = settings.profile
  }

  /** When the ID token ends, in seconds since 1970; undefined when that is not known. */
  get expiresAt(): number | undefined {
    return this.profile.id_token_expires_at
  }

  /**
   * An ID token that is not due, and not the one that a server has `rejected`; without a refresh token it is the one that
   * there is, and where it cannot be renewed now, one that is about to end. Throws "Browser sign-in required" when there is
   * none, and what `refresh` throws.
   */
  async idToken(rejected?: string): Promise<string> {
    if (!this.isUsable(this.profile, rejected))
      await this.renew(rejected).catch((error: unknown) => this.goOn(error, rejected))
    if (!this.profile.id_token) throw browserSignInRequired()
    return this.profile.id_token
  }

  /**
   * Gets another ID token than the one that the profile holds, unless another process is about to. Throws "Firebase
   * refresh failed" (and nothing has changed), "Connection failed", "Server error" and errors of the config file.
   */
  async refresh(): Promise<void> {
    await this.renew(this.profile.id_token)
  }

  /** Goes on with the token at hand while it is good, where Firebase cannot be asked or its answer was lost. */
  private goOn(error: unknown, rejected: string | undefined): void {
    const {id_token: idToken} = this.profile
    const isGood = idToken !== undefined && idToken !== rejected && !hasEnded(this.profile, this.run.now())
    if (!isOmiError(error) || error.exitCode !== 3 || !isGood) throw error
    this.run.warn(`The session could not be renewed: ${error.title}. ${(error.detail ?? '').replaceAll('\n', ' ')}`)
  }

  private isUsable(profile: StoredProfile, rejected: string | undefined): boolean {
    return profile.id_token !== rejected && !isDue(profile, this.run.now())
  }

  private profileIn(config: StoredConfig): StoredProfile {
    return config.profiles.get(this.settings.profileName) ?? {}
  }

  /** Asks for new tokens. They are on disk before anything else happens, and before another lock is waited for. */
  private async refreshNow(profile: StoredProfile, refreshToken: string, path: string): Promise<StoredProfile> {
    const {environment, location, profileApiBase} = this.settings
    const firebase = this.firebaseOf(projectOf(profile, profileApiBase, environment))
    const note = await beside(location, () => RefreshNote.prepare(path, refreshToken))
    let tokens: Tokens
    try {
      tokens = await firebase.refresh(refreshToken)
    } catch (error) {
      note.remove()
      throw error
    }

    const isKept = note.keep(tokens)
    note.close()
    return this.store(profile, tokens, isKept ? path : undefined)
  }

  /** Requests that find the token due at the same time wait for the same renewal. */
  private async renew(rejected: string | undefined): Promise<void> {
    this.renewal ??= this.renewUnderLock(rejected).finally(() => {
      this.renewal = undefined
    })
    this.profile = await this.renewal
  }

  private async renewUnderLock(rejected: string | undefined): Promise<StoredProfile> {
    const {environment, location, profileName} = this.settings
    if (!this.profile.refresh_token) return this.profile
    const patience = environment.maxAttempts * ((environment.timeout ?? REPLY) + WAIT)
    const lock = await lockBesideConfig(location, refreshName(profileName), {patience, signal: this.run.signal})
    try {
      const path = await notePath(location, profileName)
      let profile = this.profileIn(await readConfig(location))
      const kept = profile.refresh_token && keptTokens(path, profile.refresh_token)
      if (kept) profile = await this.store(profile, kept, path)
      // Another process may have been first.
      if (this.isUsable(profile, rejected) || !profile.refresh_token) return profile
      return await this.refreshNow(profile, profile.refresh_token, path)
    } finally {
      await lock.release()
    }
  }

  /**
   * Brings new tokens into the config file, in place of those of `profile`. The note at `path` keeps them where that fails:
   * the next run brings them there, and this one has them.
   */
  private async store(profile: StoredProfile, tokens: Tokens, path: string | undefined): Promise<StoredProfile> {
    const {location, profileName} = this.settings
    const renewed = {...profile, ...fieldsOf(tokens)}
    // Whoever signed in or out in the meantime has the last word.
    const isSameSession = (config: StoredConfig) => this.profileIn(config).refresh_token === profile.refresh_token
    try {
      const config = await changeConfig(location, (now) => (isSameSession(now) ? editsOf(profileName, tokens) : []))
      if (path !== undefined) remove(path)
      return this.profileIn(config)
    } catch (error) {
      if (!isOmiError(error) || path === undefined || isDue(renewed, this.run.now())) throw error
      this.run.warn(
        `The renewed session is in ${path} until it can be written to the config file. ${error.detail ?? ''}`,
      )
      return renewed
    }
  }
}

/** The fields of a profile that hold these tokens. */
const fieldsOf = ({expiresAt, idToken, refreshToken}: Tokens) => ({
  id_token: idToken,
  refresh_token: refreshToken,
  id_token_expires_at: expiresAt,
})

const editsOf = (profileName: string, tokens: Tokens): ConfigEdit[] =>
  Object.entries(fieldsOf(tokens)).map(([field, value]) => ({path: ['profiles', profileName, field], value}))
