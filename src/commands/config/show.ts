import {readConfig} from '../../lib/config/config-file.js'
import {configLocation} from '../../lib/config/paths.js'
import {type ProfileRow, profileRows, profileView} from '../../lib/config/profiles.js'
import {activeProfile, checkNamedProfile} from '../../lib/config/settings.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface ConfigDocument {
  readonly active_profile: string
  readonly config_path: string
  readonly profiles: ProfileRow[]
}

export default class ConfigShow extends BaseCommand<ConfigDocument> {
  static override examples = ['<%= config.bin %> config show', '<%= config.bin %> --json config show']
  static override readonly readOnly = true
  static override summary = 'Show the configuration, with credentials masked'

  protected async render({active_profile: active, config_path: path, profiles}: ConfigDocument) {
    this.output.note(`Config file: ${path}`)
    this.output.note(`Active profile: ${active}`)
    await this.output.list(profileView, profiles)
  }

  async run() {
    await this.parse(ConfigShow)
    const location = configLocation(this.environment)
    const config = await readConfig(location)
    checkNamedProfile(this.globals, config)
    const active = activeProfile(this.globals, this.environment, config)
    return {config_path: location.path, active_profile: active, profiles: profileRows(config, active)}
  }
}
