import * as Flags from '@oclif/core/flags'
import {existsSync} from 'node:fs'

import {logoutEdits} from '../../lib/auth/login.js'
import {revokeMintedKey, stillToBeRevoked} from '../../lib/auth/revoke-minted-key.js'
import {forgetLines} from '../../lib/chat/line-history.js'
import {accountKey} from '../../lib/config/account-key.js'
import {changeConfig, type StoredProfile} from '../../lib/config/config-file.js'
import {removeAllLeftovers} from '../../lib/config/leftovers.js'
import {mirrorPath} from '../../lib/config/paths.js'
import {forgetKeptTokens} from '../../lib/config/refresh-note.js'
import {type Settings} from '../../lib/config/settings.js'
import {forgetShownIds} from '../../lib/ids/shown-ids.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface LogoutResult {
  /** The id of the profile's key, where it could not be revoked. */
  readonly key_to_revoke?: string
  readonly logged_out: boolean
  readonly profile: string
}

export default class AuthLogout extends BaseCommand<LogoutResult> {
  static override description =
    "Removes the profile's credentials from the config file. A key that was made by a browser sign-in is revoked; one " +
    'that you gave stays valid at the server. The mirror of omi sync stays, and is named, unless --purge removes it.'
  static override readonly destructive = true
  static override examples = [
    '<%= config.bin %> auth logout',
    '<%= config.bin %> auth logout --purge',
    '<%= config.bin %> --profile work auth logout',
  ]
  static override flags = {purge: Flags.boolean({summary: 'Remove the mirror that omi sync has made, too'})}
  static override readonly idempotent = true
  static override summary = 'Sign out'

  protected render({logged_out: loggedOut, profile}: LogoutResult) {
    if (loggedOut) this.output.success(`Signed out of profile '${profile}'.`)
    else this.output.warn(`Profile '${profile}' was not signed in.`)
  }

  async run() {
    const {flags} = await this.parse(AuthLogout)
    const settings = await this.settings()
    const {configProblem, environment, location, profileName} = settings
    if (configProblem) throw configProblem
    let before: StoredProfile = {}
    if (logoutEdits(profileName, settings.profile).length > 0) {
      await changeConfig(location, ({profiles}) => {
        const now = profiles.get(profileName) ?? {}
        const edits = logoutEdits(profileName, now)
        // Nothing is left to see where this is done anew.
        if (edits.length > 0) before = now
        return edits
      })
    }

    await forgetKeptTokens(location, profileName)
    await forgetShownIds(settings)
    forgetLines(settings)
    await this.leaveMirror(settings, flags.purge)
    for (const file of await removeAllLeftovers(environment, location)) this.output.warn(mayHoldCredentials(file))

    const keyToRevoke = await revokeMintedKey(before, {output: this.output, settings, signal: this.signal})
    if (keyToRevoke) this.output.warn(stillToBeRevoked(keyToRevoke))
    if (environment.apiKey) this.output.warn('OMI_API_KEY is set and is still used. Unset it to be signed out.')
    this.signal.throwIfAborted()
    return {
      profile: profileName,
      logged_out: logoutEdits(profileName, before).length > 0,
      ...(keyToRevoke && {key_to_revoke: keyToRevoke}),
    }
  }

  /** Removes the mirror, or says where it stays. */
  private async leaveMirror(settings: Settings, purge: boolean): Promise<void> {
    const path = mirrorPath(settings.environment, accountKey(settings))
    if (!existsSync(path)) return
    if (!purge) return this.output.note(`The mirror of omi sync stays: ${path} (auth logout --purge removes it).`)
    const [{MirrorFile}, {removeMirror}] = await Promise.all([
      import('../../lib/mirror/mirror-file.js'),
      import('../../lib/mirror/erase.js'),
    ])
    await removeMirror(MirrorFile.of(settings, this.output.io))
    this.output.note(`Removed ${path}.`)
  }
}

const mayHoldCredentials = (file: string) =>
  `${file} looks like a copy of the config file and may hold credentials. Delete it if you do not need it.`
