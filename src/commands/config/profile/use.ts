import {BaseCommand} from '../../../lib/base-command.js'
import {changeConfig} from '../../../lib/config/config-file.js'
import {configLocation} from '../../../lib/config/paths.js'
import {checkNewProfileName} from '../../../lib/config/profile-name.js'
import {DEFAULT_API_BASE} from '../../../lib/config/settings.js'
import {requiredArg} from '../../../lib/flags.js'

export default class ConfigProfileUse extends BaseCommand<{active_profile: string}> {
  static override args = {name: requiredArg('The profile; made if there is none of that name', {valueType: 'profile'})}
  static override examples = ['<%= config.bin %> config profile use work']
  static override summary = 'Make a profile the active one'

  protected render({active_profile: name}: {active_profile: string}) {
    this.output.success(`Active profile: ${name}`)
  }

  async run() {
    const {name} = (await this.parse(ConfigProfileUse)).args
    await changeConfig(configLocation(this.environment), (config) => {
      checkNewProfileName(name, config)
      const made = config.profiles.has(name) ? [] : [{path: ['profiles', name, 'api_base'], value: DEFAULT_API_BASE}]
      return [{path: ['active_profile'], value: name}, ...made]
    })
    return {active_profile: name}
  }
}
