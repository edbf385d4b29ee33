import {changeConfig, readConfig} from '../../../lib/config/config-file.js'
import {configLocation} from '../../../lib/config/paths.js'
import {forgetKeptTokens} from '../../../lib/config/refresh-note.js'
import {noSuchProfile} from '../../../lib/errors/index.js'
import {requiredArg, yesFlag} from '../../../lib/flags/flags.js'
import {BaseCommand} from '../../../lib/run/base-command.js'

interface Deletion {
  readonly deleted: boolean
  readonly profile: string
}

export default class ConfigProfileDelete extends BaseCommand<Deletion> {
  static override args = {name: requiredArg('The profile', {valueType: 'profile'})}
  static override description = 'If it was the active profile, the profile default is the active one afterwards.'
  static override readonly destructive = true
  static override examples = ['<%= config.bin %> config profile delete work --yes']
  static override flags = {yes: yesFlag()}
  static override readonly idempotent = true
  static override summary = 'Delete a profile and its credentials'

  protected render({profile}: Deletion) {
    this.output.success(`Profile '${profile}' deleted.`)
  }

  async run() {
    const {args, flags} = await this.parse(ConfigProfileDelete)
    const {name} = args
    const location = configLocation(this.environment)
    const {profiles} = await readConfig(location)
    if (!profiles.has(name)) throw noSuchProfile(name)
    await this.confirm(`Delete profile '${name}' and its credentials?`, flags.yes)
    await changeConfig(location, (config) => {
      const active = config.activeProfile === name ? [{path: ['active_profile'], value: undefined}] : []
      return [...active, {path: ['profiles', name], value: undefined}]
    })
    await forgetKeptTokens(location, name)
    return {profile: name, deleted: true}
  }
}
