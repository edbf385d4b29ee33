import {API_BASE_EXPECTED, normalizeApiBase} from '../../lib/config/api-base.js'
import {changeConfig, readConfig} from '../../lib/config/config-file.js'
import {configLocation} from '../../lib/config/paths.js'
import {checkNewProfileName} from '../../lib/config/profile-name.js'
import {activeProfile} from '../../lib/config/settings.js'
import {errorOf, invalidValue} from '../../lib/errors/index.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface Setting {
  readonly key: string
  readonly profile: string
  readonly value: string
}

export default class ConfigSet extends BaseCommand<Setting> {
  static override args = {
    key: requiredArg('What to set: api_base', {values: ['api_base']}),
    value: requiredArg('Its new value'),
  }
  static override examples = [
    '<%= config.bin %> config set api_base https://api.omi.me',
    '<%= config.bin %> --profile work config set api_base https://omi.example.com',
  ]
  static override readonly idempotent = true
  static override summary = 'Change a setting of the profile'

  protected render({key, profile, value}: Setting) {
    this.output.success(`${key} of profile '${profile}' is now ${value}`)
  }

  async run() {
    const {args} = await this.parse(ConfigSet)
    const {key} = args
    if (key !== 'api_base') throw errorOf('unknown_config_key', {about: [key], detail: 'Known keys: api_base.'})
    const value = normalizeApiBase(args.value)
    if (value === undefined) throw invalidValue(key, API_BASE_EXPECTED)
    const location = configLocation(this.environment)
    const config = await readConfig(location)
    const profile = activeProfile(this.globals, this.environment, config)
    checkNewProfileName(profile, config)
    await changeConfig(location, () => [{path: ['profiles', profile, key], value}])
    return {profile, key, value}
  }
}
