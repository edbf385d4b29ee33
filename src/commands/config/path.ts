import {configLocation} from '../../lib/config/paths.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ConfigPath extends BaseCommand<{path: string}> {
  static override examples = ['<%= config.bin %> config path']
  static override readonly readOnly = true
  static override summary = 'Show where the config file is'

  protected render({path}: {path: string}) {
    return this.output.write(`${path}\n`)
  }

  async run() {
    await this.parse(ConfigPath)
    return {path: configLocation(this.environment).path}
  }
}
