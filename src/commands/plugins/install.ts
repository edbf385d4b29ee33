import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {BaseCommand} from '../../lib/base-command.js'
import {isOmiError} from '../../lib/errors.js'
import {afterInstall, removeLeftovers} from '../../lib/plugins/after-change.js'
import {listByUrl} from '../../lib/plugins/from-url.js'
import {provideHostPackage} from '../../lib/plugins/host-package.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {isFirstParty, nameIn, packageSpec} from '../../lib/plugins/package-spec.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {runManager} from '../../lib/plugins/run-manager.js'

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
    'before one of the same name in a plugin.'
  static override examples = [
    '<%= config.bin %> plugins install @oclif/plugin-which',
    '<%= config.bin %> plugins install ./omi-plugin-standup-0.1.0.tgz',
  ]
  static override flags = {
    force: Flags.boolean({char: 'f', summary: 'Fetch everything anew'}),
  }
  static override summary = 'Install plugins, which add commands'
  private isOurs = (word: string) => isFirstParty(word, this.config.name)

  protected async render(plugins: InstalledPlugin[]) {
    await this.output.list(pluginView, plugins)
    for (const {name, version} of plugins) this.output.success(`${name} ${version} installed.`)
  }

  async run() {
    const {args, flags} = await this.parse(PluginsInstall)
    const before = await listedPlugins(this.config.dataDir)
    const specs = await Promise.all(args.plugin.map((word) => packageSpec(word)))
    this.warnOnce(
      specs,
      before.some(({name, type}) => type === 'user' && !this.isOurs(name)),
    )
    await provideHostPackage(this.config)
    const {done, failure} = await this.installAll(args.plugin, specs, flags.force)
    const known = new Set(before.map(({name}) => name))
    const named = new Set(done.flatMap((spec) => [spec, nameIn(spec)]))
    const after = await listedPlugins(this.config.dataDir)
    const names = after.filter(({name, url = name}) => !known.has(name) || named.has(name) || named.has(url))
    if (failure && names.length === 0) {
      await removeLeftovers(this.config)
      throw failure
    }

    if (failure) this.failAfterOutput(failure)
    return afterInstall(
      names.map(({name}) => name),
      this.config,
      this.output,
    )
  }

  private async install(plugin: string, spec: string, force: boolean): Promise<void> {
    if (this.output.interactive) this.output.note(`Installing ${plugin} …`)
    const before = await listedPlugins(this.config.dataDir)
    const argv = [spec, ...(force ? ['--force'] : [])]
    await runManager('install', argv, {config: this.config, output: this.output, plugin})
    await listByUrl(spec, before, this.config.dataDir)
  }

  /** Installs one after the other, up to the first that cannot be; `words` are the specs as the user typed them. */
  private async installAll(words: string[], specs: string[], force: boolean) {
    const done: string[] = []
    for (const [index, spec] of specs.entries()) {
      try {
        await this.install(words[index] ?? spec, spec, force)
        done.push(spec)
      } catch (error) {
        if (!isOmiError(error)) throw error
        return {done, failure: error}
      }
    }

    return {done}
  }

  private warnOnce(specs: string[], warned: boolean): void {
    if (!warned && !specs.every((spec) => this.isOurs(spec))) {
      this.output.warn('Plugins run with your rights and your Omi credentials: install only what you trust.')
    }
  }
}
