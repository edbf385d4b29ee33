import * as Args from '@oclif/core/args'
import {resolve} from 'node:path'

import {BaseCommand} from '../../lib/base-command.js'
import {pluginNotFound} from '../../lib/errors.js'
import {removeLeftovers, restoreFolder} from '../../lib/plugins/after-change.js'
import {nameIn} from '../../lib/plugins/package-spec.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {runManager} from '../../lib/plugins/run-manager.js'

interface Removal {
  readonly name: string
  readonly uninstalled: true
}

export default class PluginsUninstall extends BaseCommand<Removal[]> {
  static override aliases = ['plugins:unlink', 'plugins:remove']
  static override args = {
    plugin: Args.string({
      description: "The plugin's name, or the folder of a linked one",
      ignoreStdin: true,
      multiple: true,
      required: true,
    }),
  }
  static override examples = ['<%= config.bin %> plugins uninstall omi-plugin-standup']
  static override summary = 'Remove plugins; the folder of a linked one stays'

  protected render(removals: Removal[]) {
    for (const {name} of removals) this.output.success(`${name} removed.`)
  }

  async run() {
    const {args} = await this.parse(PluginsUninstall)
    const listed = await listedPlugins(this.config.dataDir)
    const named = args.plugin.map((word) => {
      const found = listed.find(({name, root}) => name === nameIn(word) || root === resolve(word))
      if (!found) throw pluginNotFound(word, 'See what is installed with omi plugins.')
      return found
    })
    const plugins = [...new Set(named)]
    try {
      for (const plugin of plugins) {
        const {name} = plugin
        await runManager('uninstall', [name], {config: this.config, output: this.output, plugin: name})
        await restoreFolder(plugin, this.config)
      }
    } finally {
      await removeLeftovers(this.config)
    }

    return plugins.map(({name}) => ({name, uninstalled: true as const}))
  }
}
