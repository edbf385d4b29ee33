import * as Args from '@oclif/core/args'

import {refreshCompletions} from '../../lib/completion/refresh-completions.js'
import {type ValueFacts} from '../../lib/flags/value-facts.js'
import {changeOptions, changePlugins} from '../../lib/plugins/change-plugins.js'
import {pluginsNamed} from '../../lib/plugins/named.js'
import {restoreFolder} from '../../lib/plugins/remove-plugins.js'
import {BaseCommand} from '../../lib/run/base-command.js'

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
      ...({valueType: 'plugin'} satisfies ValueFacts),
    }),
  }
  static override readonly destructive = true
  static override examples = ['<%= config.bin %> plugins uninstall omi-plugin-standup']
  static override readonly idempotent = true
  static override summary = 'Remove plugins; the folder of a linked one stays'

  protected render(removals: Removal[]) {
    for (const {name} of removals) this.output.success(`${name} removed.`)
  }

  async run() {
    const {args} = await this.parse(PluginsUninstall)
    const removed = await changePlugins(
      this.config,
      async (set) => {
        const named = pluginsNamed(args.plugin, set.plugins)
        await set.save(set.plugins.filter((plugin) => !named.includes(plugin)))
        for (const plugin of named) await restoreFolder(plugin, this.config)
        return named
      },
      changeOptions(this.output, this.signal),
    )
    await refreshCompletions(this.config)
    return removed.map(({name}) => ({name, uninstalled: true as const}))
  }
}
