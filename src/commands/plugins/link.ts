import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {resolve} from 'node:path'

import {BaseCommand} from '../../lib/base-command.js'
import {notAPlugin} from '../../lib/errors.js'
import {afterInstall} from '../../lib/plugins/after-change.js'
import {linkHostPackage} from '../../lib/plugins/host-package.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {withoutCommands} from '../../lib/plugins/manifest.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {pluginPackage} from '../../lib/plugins/plugin-package.js'
import {runManager} from '../../lib/plugins/run-manager.js'
import {type ValueFacts} from '../../lib/value-facts.js'

export default class PluginsLink extends BaseCommand<InstalledPlugin> {
  static override args = {
    path: Args.string({
      default: '.',
      description: "The plugin's folder",
      ignoreStdin: true,
      ...({valueType: 'file'} satisfies ValueFacts),
    }),
  }
  static override description =
    'For a plugin that you are writing: its commands run from its folder as it is. One without an oclif.manifest.json gets ' +
    'a .oclif.manifest.json, so that other commands start as fast as ever; commands that you add later are found all the same.'
  static override examples = ['<%= config.bin %> plugins link .']
  static override flags = {
    install: Flags.boolean({
      allowNo: true,
      default: true,
      summary: "Install the plugin's dependencies too, where it has a lock file",
    }),
  }
  static override summary = 'Use a plugin from a folder of your own'

  protected async render(plugin: InstalledPlugin) {
    await this.output.item(pluginView, plugin)
    this.output.success(`${plugin.name} linked.`)
  }

  async run() {
    const {args, flags} = await this.parse(PluginsLink)
    const folder = resolve(args.path)
    const {name} = await pluginPackage(folder, args.path)
    if (name === this.config.name) throw notAPlugin(name)
    // A list that cannot be read would be written anew, without the plugins in it.
    await listedPlugins(this.config.dataDir)
    const context = {config: this.config, output: this.output, plugin: args.path}
    await withoutCommands(folder, () =>
      runManager('link', [folder, ...(flags.install ? [] : ['--no-install'])], context),
    )
    // npm takes away what is in no lock file.
    await linkHostPackage(folder, this.config)
    const [plugin] = await afterInstall([name], this.config, this.output)
    return plugin as InstalledPlugin
  }
}
