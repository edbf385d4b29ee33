import {existsSync} from 'node:fs'

import {accountKey} from '../../lib/config/account-key.js'
import {readConfig} from '../../lib/config/config-file.js'
import {configLocation, mirrorPath} from '../../lib/config/paths.js'
import {type ProfileRow, profileRows, profileView} from '../../lib/config/profiles.js'
import {activeProfile, checkNamedProfile} from '../../lib/config/settings.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface ConfigDocument {
  readonly active_profile: string
  readonly config_path: string
  /** Where the mirror of the active profile is, after the first `omi sync`. */
  readonly mirror?: string
  readonly profiles: ProfileRow[]
}

export default class ConfigShow extends BaseCommand<ConfigDocument> {
  static override examples = ['<%= config.bin %> config show', '<%= config.bin %> --json config show']
  static override readonly readOnly = true
  static override summary = 'Show the configuration, with credentials masked'

  protected async render({active_profile: active, config_path: path, mirror, profiles}: ConfigDocument) {
    this.output.note(`Config file: ${path}`)
    this.output.note(`Active profile: ${active}`)
    if (mirror !== undefined) this.output.note(`Mirror: ${mirror}`)
    await this.output.list(profileView, profiles)
  }

  async run() {
    await this.parse(ConfigShow)
    const location = configLocation(this.environment)
    const config = await readConfig(location)
    checkNamedProfile(this.globals, config)
    const active = activeProfile(this.globals, this.environment, config)
    const mirror = await this.mirror()
    return {
      config_path: location.path,
      active_profile: active,
      ...(mirror !== undefined && {mirror}),
      profiles: profileRows(config, active),
    }
  }

  /** Settings that cannot be used lead to no mirror, and are shown all the same. */
  private async mirror(): Promise<string | undefined> {
    const settings = await this.settings().catch(() => {})
    const path = settings && mirrorPath(settings.environment, accountKey(settings))
    return path !== undefined && existsSync(path) ? path : undefined
  }
}
