import * as Flags from '@oclif/core/flags'

import {BaseCommand} from '../../lib/base-command.js'
import {afterInstall, removeLeftovers} from '../../lib/plugins/after-change.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
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
    const removed = (await listedPlugins(this.config.dataDir).catch(() => [])).map(({name}) => name)
    const argv = Object.entries(flags).flatMap(([name, given]) => (given ? [`--${name}`] : []))
    await runManager('reset', argv, {config: this.config, output: this.output, plugin: removed.join(', ')})
    const plugins = flags.reinstall ? await afterInstall(removed, this.config, this.output) : []
    await removeLeftovers(this.config)
    return {plugins, removed}
  }
}
