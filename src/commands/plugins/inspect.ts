import {pluginNotFound} from '../../lib/errors/index.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {type View} from '../../lib/output/view.js'
import {loadPlugins} from '../../lib/plugin-verbs/after-change.js'
import {folderSize} from '../../lib/plugins/folder-size.js'
import {type InstalledPlugin, installedPlugins, pluginView} from '../../lib/plugins/installed.js'
import {foreignPlugins} from '../../lib/plugins/load-config.js'
import {pluginProblems, problemLine} from '../../lib/plugins/load-problems.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface InspectedPlugin extends InstalledPlugin {
  readonly aliases: readonly string[]
  /** What it asks for: `{node: '>=20'}`. */
  readonly engines: Readonly<Record<string, string>>
  /** The events at which it has something to run. */
  readonly hooks: readonly string[]
  readonly pinned: boolean
  /** Bytes, its dependencies included. */
  readonly size: number
  /** What it was installed from, as it was asked for. */
  readonly source: string
}

const inspectedView: View<InspectedPlugin> = {
  columns: [
    ...pluginView.columns,
    {name: 'source', value: ({source}) => source},
    {name: 'pinned', value: ({pinned}) => pinned},
    {name: 'aliases', value: ({aliases}) => aliases},
    {name: 'hooks', value: ({hooks}) => hooks},
    {name: 'engines', value: ({engines}) => Object.entries(engines).map(([name, range]) => `${name} ${range}`)},
    {name: 'size', value: ({size}) => `${(size / 1_000_000).toFixed(1)} MB`},
  ],
}

export default class PluginsInspect extends BaseCommand<InspectedPlugin> {
  static override args = {
    plugin: requiredArg("The plugin's name", {valueType: 'plugin'}),
  }
  static override examples = ['<%= config.bin %> plugins inspect omi-plugin-standup']
  static override readonly readOnly = true
  static override summary = 'Show a plugin: its version, source, commands, hooks and size'

  protected render(plugin: InspectedPlugin) {
    return this.output.item(inspectedView, plugin)
  }

  async run() {
    const {args} = await this.parse(PluginsInspect)
    const loaded = await loadPlugins(this.config)
    for (const problem of pluginProblems(loaded)) {
      if (problem.plugin === args.plugin) this.output.warn(problemLine(problem))
    }

    const listed = listedPlugins(this.config.dataDir).find(({name}) => name === args.plugin)
    const found = installedPlugins(loaded.config).find(({name}) => name === args.plugin)
    const plugin = foreignPlugins(loaded.config).find(({name}) => name === args.plugin)
    if (!listed || !found || !plugin) throw pluginNotFound(args.plugin, 'See what is installed with omi plugins.')
    const {name, root, tag, url} = listed
    return {
      ...found,
      source: root ?? url ?? `${name}@${tag ?? 'latest'}`,
      pinned: Boolean(listed.pinned),
      aliases: plugin.commands.flatMap(({aliases = []}) => aliases),
      hooks: Object.keys(plugin.hooks),
      engines: {...plugin.pjson.engines} as Record<string, string>,
      size: await folderSize(listed, this.config.dataDir),
    }
  }
}
