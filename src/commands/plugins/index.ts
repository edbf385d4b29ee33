import {loadPlugins} from '../../lib/plugin-verbs/after-change.js'
import {removeLeftovers} from '../../lib/plugins/change-plugins.js'
import {type InstalledPlugin, installedPlugins, pluginView} from '../../lib/plugins/installed.js'
import {foreignPlugins} from '../../lib/plugins/load-config.js'
import {loadProblemLines, problemLine} from '../../lib/plugins/load-problems.js'
import {keptProblems} from '../../lib/plugins/manifest.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class Plugins extends BaseCommand<InstalledPlugin[]> {
  static override examples = ['<%= config.bin %> plugins', '<%= config.bin %> --json plugins']
  static override readonly readOnly = true
  static override summary = 'List the plugins that were installed or linked'

  protected render(plugins: InstalledPlugin[]) {
    return this.output.list(pluginView, plugins)
  }

  async run() {
    await this.parse(Plugins)
    await removeLeftovers(this.config, this.signal)
    const loaded = await loadPlugins(this.config)
    const kept = foreignPlugins(loaded.config).flatMap((plugin) => keptProblems(plugin))
    for (const line of [...loadProblemLines(loaded), ...kept.map(problemLine)]) this.output.warn(line)
    return installedPlugins(loaded.config)
  }
}
