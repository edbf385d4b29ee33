import {changeConfig, type ConfigEdit} from '../../../lib/config/config-file.js'
import {configLocation} from '../../../lib/config/paths.js'
import {checkNewProfileName} from '../../../lib/config/profile-name.js'
import {requiredArg} from '../../../lib/flags/flags.js'
import {BaseCommand} from '../../../lib/run/base-command.js'

export default class ConfigProfileUse extends BaseCommand<{active_profile: string}> {
  static override args = {name: requiredArg('The profile; made if there is none of that name', {valueType: 'profile'})}
  static override examples = ['<%= config.bin %> config profile use work']
  static override readonly idempotent = true
  static override summary = 'Make a profile the active one'

  protected render({active_profile: name}: {active_profile: string}) {
    this.output.success(`Active profile: ${name}`)
  }

  async run() {
    const {name} = (await this.parse(ConfigProfileUse)).args
    await changeConfig(configLocation(this.environment), (config) => {
      checkNewProfileName(name, config)
      const made = config.profiles.has(name) ? [] : emptyProfile(name)
      return [{path: ['active_profile'], value: name}, ...made]
    })
    return {active_profile: name}
  }
}

/** Leaves nothing but the header of its table: a profile without a server of its own follows OMI_API_BASE. */
const emptyProfile = (name: string): ConfigEdit[] => {
  const path = ['profiles', name, 'api_base']
  return [
    {path, value: ''},
    {path, value: undefined},
  ]
}
