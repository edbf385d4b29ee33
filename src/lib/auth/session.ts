import {changeConfig, type ConfigEdit, lockBesideConfig, readConfig} from '../config/config-file.js'
import {type Settings} from '../config/settings.js'
import {type StoredConfig, type StoredProfile} from '../config/stored-config.js'
import {browserSignInRequired} from '../errors.js'
import {type FirebaseProject, projectOf} from './firebase-project.js'
import {type Firebase, type Tokens} from './firebase.js'
import {isDue} from './id-token.js'

/** How long to wait for another process that refreshes, in milliseconds: longer than a server may take to fail. */
const PATIENCE = 180_000

/** The browser session of the profile in use: its ID token, renewed when it has to be. */
export class Session {
  private profile: StoredProfile
  private renewal?: Promise<StoredProfile>

  /** `firebaseOf` gives Firebase for a project. */
  constructor(
    private readonly settings: Settings,
    private readonly firebaseOf: (project: FirebaseProject) => Firebase,
    private readonly signal: AbortSignal,
  ) {
    this.profile = settings.profile
  }

  /** When the ID token ends, in seconds since 1970; undefined when that is not known. */
  get expiresAt(): number | undefined {
    return this.profile.id_token_expires_at
  }

  /**
   * An ID token that is not due, and not the one that a server has `rejected`; without a refresh token it is the one that
   * there is. Throws "Browser sign-in required" when there is none, and what `refresh` throws.
   */
  async idToken(rejected?: string): Promise<string> {
    if (!isUsable(this.profile, rejected)) await this.renew(rejected)
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

  private profileIn(config: StoredConfig): StoredProfile {
    return config.profiles.get(this.settings.profileName) ?? {}
  }

  /** Requests that find the token due at the same time wait for the same renewal. */
  private async renew(rejected: string | undefined): Promise<void> {
    this.renewal ??= this.renewUnderLock(rejected).finally(() => {
      this.renewal = undefined
    })
    this.profile = await this.renewal
  }

  private async renewUnderLock(rejected: string | undefined): Promise<StoredProfile> {
    const {environment, location, profileApiBase} = this.settings
    if (!this.profile.refresh_token) return this.profile
    const lock = await lockBesideConfig(location, 'refresh', {patience: PATIENCE, signal: this.signal})
    try {
      // Another process may have been first.
      const profile = this.profileIn(await readConfig(location))
      if (isUsable(profile, rejected) || !profile.refresh_token) return profile
      const firebase = this.firebaseOf(projectOf(profile, profileApiBase, environment))
      const tokens = await firebase.refresh(profile.refresh_token)
      // Whoever signed in or out in the meantime has the last word.
      const isSameSession = (config: StoredConfig) => this.profileIn(config).refresh_token === profile.refresh_token
      const config = await changeConfig(location, (now) =>
        isSameSession(now) ? tokenEdits(this.settings.profileName, tokens) : [],
      )
      return this.profileIn(config)
    } finally {
      await lock.release()
    }
  }
}

/** The edits that put these tokens into a profile. */
const tokenEdits = (profileName: string, {expiresAt, idToken, refreshToken}: Tokens): ConfigEdit[] => [
  {path: ['profiles', profileName, 'id_token'], value: idToken},
  {path: ['profiles', profileName, 'refresh_token'], value: refreshToken},
  {path: ['profiles', profileName, 'id_token_expires_at'], value: expiresAt},
]

const isUsable = (profile: StoredProfile, rejected: string | undefined) =>
  profile.id_token !== rejected && !isDue(profile)
