import {BaseCommand} from '../../lib/base-command.js'
import {loadPlugins} from '../../lib/plugins/after-change.js'
import {type InstalledPlugin, installedPlugins, pluginView} from '../../lib/plugins/installed.js'
import {loadProblemLines} from '../../lib/plugins/load-problems.js'

export default class Plugins extends BaseCommand<InstalledPlugin[]> {
  static override examples = ['<%= config.bin %> plugins', '<%= config.bin %> --json plugins']
  static override readonly readOnly = true
  static override summary = 'List the plugins that were installed or linked'

  protected render(plugins: InstalledPlugin[]) {
    return this.output.list(pluginView, plugins)
  }

  async run() {
    await this.parse(Plugins)
    const loaded = await loadPlugins(this.config)
    for (const line of await loadProblemLines(loaded)) this.output.warn(line)
    return installedPlugins(loaded.config)
  }
}
