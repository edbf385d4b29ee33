import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {resolve} from 'node:path'

import {BaseCommand} from '../../lib/base-command.js'
import {notAPlugin, pluginNotLinked} from '../../lib/errors.js'
import {afterInstall} from '../../lib/plugins/after-change.js'
import {changeOptions, changePlugins} from '../../lib/plugins/change-plugins.js'
import {linkHostPackage} from '../../lib/plugins/host-package.js'
import {listedWith} from '../../lib/plugins/install-plugin.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {installDependencies} from '../../lib/plugins/link-dependencies.js'
import {type ListedPlugin} from '../../lib/plugins/plugin-list.js'
import {pluginPackage} from '../../lib/plugins/plugin-package.js'
import {restoreFolder} from '../../lib/plugins/remove-plugins.js'
import {loadFault} from '../../lib/plugins/verify-plugin.js'
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
    const problems = await changePlugins(
      this.config,
      async (set) => {
        if (flags.install) await this.installDependencies(folder)
        // npm takes away what is in no lock file.
        await linkHostPackage(folder, this.config)
        const listed: ListedPlugin = {name, root: folder, type: 'link'}
        const before = set.plugins.find((plugin) => plugin.name === name)
        const {fault, problems} = await loadFault(folder, listed)
        if (fault !== undefined) {
          if (before?.root !== folder) await restoreFolder(listed, this.config)
          throw pluginNotLinked(args.path, fault)
        }

        await set.save(listedWith(set.plugins, listed))
        if (before && before.root !== folder) await restoreFolder(before, this.config)
        return problems
      },
      changeOptions(this.output, this.signal),
    )
    const [plugin] = await afterInstall([name], this.config, this.output, problems)
    if (!plugin) throw pluginNotLinked(args.path, 'It cannot be loaded. See omi plugins doctor.')
    return plugin
  }

  private async installDependencies(folder: string): Promise<void> {
    const {output, signal} = this
    const advice = await installDependencies({folder, signal, tell: (line) => output.debug(line)})
    if (advice !== undefined) output.warn(advice)
  }
}
