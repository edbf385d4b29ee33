import {readConfig} from '../../../lib/config/config-file.js'
import {configLocation} from '../../../lib/config/paths.js'
import {type ProfileRow, profileRows, profileView} from '../../../lib/config/profiles.js'
import {activeProfile, checkNamedProfile} from '../../../lib/config/settings.js'
import {BaseCommand} from '../../../lib/run/base-command.js'

export default class ConfigProfileList extends BaseCommand<ProfileRow[]> {
  static override examples = ['<%= config.bin %> config profile list']
  static override readonly readOnly = true
  static override summary = 'List profiles'

  protected render(rows: ProfileRow[]) {
    return this.output.list(profileView, rows)
  }

  async run() {
    await this.parse(ConfigProfileList)
    const config = await readConfig(configLocation(this.environment))
    checkNamedProfile(this.globals, config)
    return profileRows(config, activeProfile(this.globals, this.environment, config))
  }
}
