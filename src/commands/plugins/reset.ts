import * as Flags from '@oclif/core/flags'

import {BaseCommand} from '../../lib/base-command.js'
import {afterInstall, removeLeftovers, restoreFolder} from '../../lib/plugins/after-change.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {type ListedPlugin, listedPlugins} from '../../lib/plugins/plugin-list.js'
import {runManager} from '../../lib/plugins/run-manager.js'

interface Reset {
  /** What is there again. */
  readonly plugins: InstalledPlugin[]
  readonly removed: string[]
}

export default class PluginsReset extends BaseCommand<Reset> {
  static override examples = ['<%= config.bin %> plugins reset']
  static override flags = {
    hard: Flags.boolean({summary: 'Delete everything of theirs first, whatever state it is in'}),
    reinstall: Flags.boolean({summary: 'Install and link them again afterwards'}),
  }
  static override summary = 'Remove all plugins'

  protected async render({plugins, removed}: Reset) {
    await this.output.list(pluginView, plugins)
    this.output.success(removed.length > 0 ? `Removed: ${removed.join(', ')}.` : 'There were no plugins.')
  }

  async run() {
    const {flags} = await this.parse(PluginsReset)
    const before = await listedPlugins(this.config.dataDir).catch((): ListedPlugin[] => [])
    const removed = before.map(({name}) => name)
    const argv = Object.entries(flags).flatMap(([name, given]) => (given ? [`--${name}`] : []))
    await runManager('reset', argv, {config: this.config, output: this.output, plugin: removed.join(', ')})
    const after = await listedPlugins(this.config.dataDir)
    const gone = before.filter(({name}) => after.every((again) => again.name !== name))
    for (const plugin of gone) await restoreFolder(plugin, this.config)
    const plugins = flags.reinstall ? await afterInstall(removed, this.config, this.output) : []
    await removeLeftovers(this.config)
    return {plugins, removed}
  }
}
