import {BaseCommand} from '../../lib/base-command.js'
import {pluginNotFound} from '../../lib/errors.js'
import {requiredArg} from '../../lib/flags.js'
import {loadPlugins} from '../../lib/plugins/after-change.js'
import {type InstalledPlugin, installedPlugins, pluginView} from '../../lib/plugins/installed.js'
import {pluginProblems, problemLine} from '../../lib/plugins/load-problems.js'

export default class PluginsInspect extends BaseCommand<InstalledPlugin> {
  static override args = {plugin: requiredArg("The plugin's name")}
  static override examples = ['<%= config.bin %> plugins inspect omi-plugin-standup']
  static override readonly readOnly = true
  static override summary = 'Show a plugin: its version, where it is, its commands'

  protected render(plugin: InstalledPlugin) {
    return this.output.item(pluginView, plugin)
  }

  async run() {
    const {args} = await this.parse(PluginsInspect)
    const loaded = await loadPlugins(this.config)
    const problems = pluginProblems(loaded)
    for (const problem of problems) if (problem.plugin === args.plugin) this.output.warn(problemLine(problem))
    const found = installedPlugins(loaded.config).find(({name}) => name === args.plugin)
    if (!found) throw pluginNotFound(args.plugin, 'See what is installed with omi plugins.')
    return found
  }
}
