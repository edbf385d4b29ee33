import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {isOmiError, type OmiError, pluginsNotUpdated} from '../../lib/errors/index.js'
import {yesFlag} from '../../lib/flags/flags.js'
import {type ValueFacts} from '../../lib/flags/value-facts.js'
import {type View} from '../../lib/output/view.js'
import {afterInstall} from '../../lib/plugin-verbs/after-change.js'
import {changeOptions, changePlugins, type PluginSet} from '../../lib/plugins/change-plugins.js'
import {provideHostPackage} from '../../lib/plugins/host-package.js'
import {type InstallContext, installPlugin, listedWith} from '../../lib/plugins/install-plugin.js'
import {type InstalledPlugin} from '../../lib/plugins/installed.js'
import {type PluginProblem} from '../../lib/plugins/load-problems.js'
import {pluginsNamed} from '../../lib/plugins/named.js'
import {newestVersion} from '../../lib/plugins/npm-view.js'
import {specOf} from '../../lib/plugins/package-spec.js'
import {folderOf, type ListedPlugin} from '../../lib/plugins/plugin-list.js'
import {installedVersion} from '../../lib/plugins/plugin-package.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface Update {
  /** undefined where it cannot be read. */
  readonly from?: string
  readonly name: string
  readonly pinned: boolean
  readonly to?: string
  readonly updated: boolean
}

type UpdatedPlugin = Partial<InstalledPlugin> & Update

const updateView: View<UpdatedPlugin> = {
  columns: [
    {name: 'name', value: ({name}) => name},
    {name: 'from', value: ({from}) => from},
    {name: 'to', value: ({to}) => to},
    {name: 'updated', value: ({pinned, updated}) => (pinned ? 'pinned' : updated)},
  ],
  empty: 'No plugins yet. Add one with omi plugins install NAME.',
}

export default class PluginsUpdate extends BaseCommand<UpdatedPlugin[]> {
  static override args = {
    plugin: Args.string({
      description: 'Only these; all that were installed otherwise',
      ignoreStdin: true,
      multiple: true,
      ...({valueType: 'plugin'} satisfies ValueFacts),
    }),
  }
  static override description =
    'Takes the newest version of what was installed: of the tag or range that was asked for, or of the URL. A version that ' +
    'does not load here is not taken, and the one before stays. Pinned plugins are left alone.'
  static override examples = ['<%= config.bin %> plugins update', '<%= config.bin %> plugins update --dry-run']
  static override flags = {
    'dry-run': Flags.boolean({summary: 'Show what would change, and change nothing'}),
    force: Flags.boolean({char: 'f', summary: 'Take what asks for another version of omi, too'}),
    yes: yesFlag('Let the install scripts of plugins run without a question'),
  }
  static override summary = 'Bring the installed plugins up to date'

  protected async render(plugins: UpdatedPlugin[]) {
    await this.output.list(updateView, plugins)
    for (const {from, name, to, updated} of plugins) if (updated) this.output.success(`${name} ${from} → ${to}`)
  }

  async run() {
    const {args, flags} = await this.parse(PluginsUpdate)
    const context: InstallContext = {
      anyOmi: flags.force,
      askForScripts: (question) => this.confirm(question, flags.yes),
      dataDir: this.config.dataDir,
      fresh: false,
      note: (text) => this.output.note(text),
      signal: this.signal,
      tell: (line) => this.output.debug(line),
    }
    const {failures, problems, updates} = await changePlugins(
      this.config,
      async (set) => {
        const named = pluginsNamed(args.plugin ?? [], set.plugins)
        const chosen = named.length > 0 ? named : set.plugins
        const installed = chosen.filter(({type}) => type === 'user')
        if (installed.length > 0) await provideHostPackage(this.config)
        return this.updateAll(installed, set, context, flags['dry-run'])
      },
      changeOptions(this.output, this.signal),
    )
    const [failure] = failures
    if (failure && updates.length === 0) throw failure
    if (failure) this.failAfterOutput(failure)
    const changed = flags['dry-run'] ? [] : updates.filter(({updated}) => updated).map(({name}) => name)
    const now = changed.length > 0 ? await afterInstall(changed, this.config, this.output, problems) : []
    return updates.map((update) => ({...now.find(({name}) => name === update.name), ...update}))
  }

  /** One that cannot be updated does not keep the others from it. */
  private async updateAll(plugins: readonly ListedPlugin[], set: PluginSet, context: InstallContext, dryRun: boolean) {
    const updates: Update[] = []
    const failures: OmiError[] = []
    const problems: PluginProblem[] = []
    for (const plugin of plugins) {
      try {
        updates.push(await this.updateOne(plugin, set, context, {dryRun, problems}))
      } catch (error) {
        if (!isOmiError(error)) throw error
        failures.push(failedUpdate(plugin, error))
      }
    }

    return {failures, problems, updates}
  }

  private async updateOne(
    plugin: ListedPlugin,
    set: PluginSet,
    context: InstallContext,
    {dryRun, problems}: {dryRun: boolean; problems: PluginProblem[]},
  ): Promise<Update> {
    const {name, tag = 'latest'} = plugin
    const from = await installedVersion(folderOf(plugin, this.config.dataDir))
    const same = {from, name, pinned: Boolean(plugin.pinned), to: from, updated: false}
    if (plugin.pinned) return same
    if (plugin.url === undefined) {
      const newest = await newestVersion(name, tag, context)
      if (newest === undefined || newest === from) return same
      if (dryRun) return {...same, to: newest, updated: true}
    }

    if (this.output.interactive) this.output.note(`Updating ${name} …`)
    const installed = await installPlugin(await specOf(plugin), set, context)
    const {listed, version} = installed
    if (listed.name !== name) throw pluginsNotUpdated(`${plugin.url ?? name} is now the plugin ${listed.name}.`)
    const isSame = version === from && (listed.integrity === undefined || listed.integrity === plugin.integrity)
    if (isSame) return same
    if (!dryRun) {
      await set.save(listedWith(set.plugins, {...plugin, ...listed}))
      problems.push(...installed.problems)
    }

    return {...same, to: version, updated: true}
  }
}

/** The same error, with the plugin's name where it says none, and what became of it. */
function failedUpdate({name}: ListedPlugin, error: OmiError): OmiError {
  if (error.title.startsWith('Plugin was not installed')) return pluginsNotUpdated(error.detail ?? name)
  return error
}
