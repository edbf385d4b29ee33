import * as Args from '@oclif/core/args'

import {refreshCompletions} from '../completion/refresh-completions.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {changeOptions, changePlugins} from '../plugins/change-plugins.js'
import {pluginsNamed} from '../plugins/named.js'
import {folderOf, type ListedPlugin} from '../plugins/plugin-list.js'
import {installedVersion} from '../plugins/plugin-package.js'
import {BaseCommand} from '../run/base-command.js'

/** A plugin as it is marked now. */
export interface MarkedPlugin {
  readonly enabled: boolean
  readonly name: string
  readonly pinned: boolean
  readonly version: null | string
}

/** A verb that marks plugins in the list, and changes nothing else. */
export abstract class MarkPluginsCommand extends BaseCommand<MarkedPlugin[]> {
  static override args = {
    plugin: Args.string({
      description: "The plugin's name",
      ignoreStdin: true,
      multiple: true,
      required: true,
      ...({valueType: 'plugin'} satisfies ValueFacts),
    }),
  }

  /** Completes "NAME VERSION …". */
  protected abstract readonly done: string
  /** What becomes of each: members of its entry in the list; undefined takes one away. */
  protected abstract readonly marks: Partial<Pick<ListedPlugin, 'disabled' | 'pinned'>>

  protected render(plugins: MarkedPlugin[]) {
    for (const {name, version} of plugins) {
      this.output.success(`${[name, version].filter(Boolean).join(' ')} ${this.done}.`)
    }
  }

  /** Throws "Plugin not found". oclif reads arguments of the very class that it is given, and none that are inherited. */
  async run(): Promise<MarkedPlugin[]> {
    const {args} = await this.parse(MarkPluginsCommand)
    const {dataDir} = this.config
    const marked = await changePlugins(
      this.config,
      async (set) => {
        const named = pluginsNamed(args.plugin, set.plugins)
        const plugins = set.plugins.map((plugin) => (named.includes(plugin) ? {...plugin, ...this.marks} : plugin))
        await set.save(plugins)
        return plugins.filter(({name}) => named.some((plugin) => plugin.name === name))
      },
      changeOptions(this.output, this.signal),
    )
    await refreshCompletions(this.config)
    return Promise.all(
      marked.map(async (plugin) => ({
        name: plugin.name,
        version: (await installedVersion(folderOf(plugin, dataDir))) ?? null,
        enabled: !plugin.disabled,
        pinned: Boolean(plugin.pinned),
      })),
    )
  }
}
