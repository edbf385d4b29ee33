import {BaseCommand} from '../../lib/base-command.js'
import {afterInstall} from '../../lib/plugins/after-change.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {runManager} from '../../lib/plugins/run-manager.js'

export default class PluginsUpdate extends BaseCommand<InstalledPlugin[]> {
  static override examples = ['<%= config.bin %> plugins update']
  static override summary = 'Bring the installed plugins up to date'

  protected render(plugins: InstalledPlugin[]) {
    return this.output.list(pluginView, plugins)
  }

  async run() {
    await this.parse(PluginsUpdate)
    const installed = (await listedPlugins(this.config.dataDir)).filter(({type}) => type === 'user')
    if (installed.length === 0) return []
    const plugin = installed.map(({name}) => name).join(', ')
    await runManager('update', [], {config: this.config, output: this.output, plugin})
    return afterInstall(
      installed.map(({name}) => name),
      this.config,
      this.output,
    )
  }
}
