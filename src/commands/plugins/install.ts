import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {isOmiError, type OmiError} from '../../lib/errors/index.js'
import {yesFlag} from '../../lib/flags/flags.js'
import {afterInstall} from '../../lib/plugin-verbs/after-change.js'
import {changeOptions, changePlugins, type PluginSet} from '../../lib/plugins/change-plugins.js'
import {provideHostPackage} from '../../lib/plugins/host-package.js'
import {type InstallContext, installPlugin, listedWith} from '../../lib/plugins/install-plugin.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {type PluginProblem} from '../../lib/plugins/load-problems.js'
import {isFirstParty, type PackageSpec, packageSpec} from '../../lib/plugins/package-spec.js'
import {restoreFolder} from '../../lib/plugins/remove-plugins.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface Outcome {
  /** Ended the run before all were installed. */
  readonly failure?: OmiError
  readonly names: readonly string[]
  readonly problems: readonly PluginProblem[]
}

export default class PluginsInstall extends BaseCommand<InstalledPlugin[]> {
  static override aliases = ['plugins:add']
  static override args = {
    plugin: Args.string({
      description:
        'A name in the package registry, with @VERSION if need be, a packed plugin (.tgz) or its URL, or a git URL',
      ignoreStdin: true,
      multiple: true,
      required: true,
    }),
  }
  static override description =
    "A plugin runs with your rights and your credentials: install what you trust. A command of omi's own always comes " +
    'before one of the same name in a plugin. One that fails to install leaves everything as it was.'
  static override examples = [
    '<%= config.bin %> plugins install @oclif/plugin-which',
    '<%= config.bin %> plugins install ./omi-plugin-standup-0.1.0.tgz',
  ]
  static override flags = {
    force: Flags.boolean({char: 'f', summary: 'Fetch everything anew, and take what asks for another version of omi'}),
    yes: yesFlag('Let the install scripts of plugins run without a question'),
  }
  static override summary = 'Install plugins, which add commands'
  private isOurs = (word: string) => isFirstParty(word, this.config.name)

  protected async render(plugins: InstalledPlugin[]) {
    await this.output.list(pluginView, plugins)
    for (const {name, version} of plugins) this.output.success(`${name} ${version} installed.`)
  }

  async run() {
    const {args, flags} = await this.parse(PluginsInstall)
    const specs = await Promise.all(args.plugin.map((word) => packageSpec(word)))
    const context: InstallContext = {
      anyOmi: flags.force,
      askForScripts: (question) => this.confirm(question, flags.yes),
      dataDir: this.config.dataDir,
      fresh: flags.force,
      note: (text) => this.output.note(text),
      signal: this.signal,
      tell: (line) => this.output.debug(line),
    }
    const {failure, names, problems} = await changePlugins(
      this.config,
      async (set) => {
        this.warnOnce(specs, set)
        await provideHostPackage(this.config)
        return this.installAll(specs, set, context)
      },
      changeOptions(this.output, this.signal),
    )
    if (failure && names.length === 0) throw failure
    if (failure) this.failAfterOutput(failure)
    return afterInstall(names, this.config, this.output, problems)
  }

  private async install(spec: PackageSpec, set: PluginSet, context: InstallContext) {
    if (this.output.interactive) this.output.note(`Installing ${spec.typed} …`)
    const {listed, problems} = await installPlugin(spec, set, context)
    const before = set.plugins.find(({name}) => name === listed.name)
    await set.save(listedWith(set.plugins, listed))
    if (before) await restoreFolder(before, this.config)
    return {name: listed.name, problems}
  }

  /** Installs one after the other, up to the first that cannot be. */
  private async installAll(specs: PackageSpec[], set: PluginSet, context: InstallContext): Promise<Outcome> {
    const names: string[] = []
    const problems: PluginProblem[] = []
    for (const spec of specs) {
      try {
        const installed = await this.install(spec, set, context)
        names.push(installed.name)
        problems.push(...installed.problems)
      } catch (error) {
        if (!isOmiError(error)) throw error
        return {failure: error, names, problems}
      }
    }

    return {names, problems}
  }

  private warnOnce(specs: PackageSpec[], {plugins}: PluginSet): void {
    const warned = plugins.some(({name, type}) => type === 'user' && !this.isOurs(name))
    if (!warned && !specs.every(({typed}) => this.isOurs(typed))) {
      this.output.warn('Plugins run with your rights and your Omi credentials: install only what you trust.')
    }
  }
}
