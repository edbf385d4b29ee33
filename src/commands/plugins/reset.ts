import * as Flags from '@oclif/core/flags'

import {refreshCompletions} from '../../lib/completion/refresh-completions.js'
import {yesFlag} from '../../lib/flags/flags.js'
import {afterInstall} from '../../lib/plugin-verbs/after-change.js'
import {changeOptions, changePlugins, type PluginSet} from '../../lib/plugins/change-plugins.js'
import {provideHostPackage} from '../../lib/plugins/host-package.js'
import {installPlugin} from '../../lib/plugins/install-plugin.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {type PluginProblem} from '../../lib/plugins/load-problems.js'
import {specOf} from '../../lib/plugins/package-spec.js'
import {type ListedPlugin, listedPlugins} from '../../lib/plugins/plugin-list.js'
import {restoreFolder} from '../../lib/plugins/remove-plugins.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface Reset {
  /** What is there again. */
  readonly plugins: InstalledPlugin[]
  readonly removed: string[]
}

export default class PluginsReset extends BaseCommand<Reset> {
  static override readonly destructive = true
  static override examples = ['<%= config.bin %> plugins reset']
  static override flags = {
    hard: Flags.boolean({summary: 'Delete everything of theirs, whatever state it is in'}),
    reinstall: Flags.boolean({summary: 'Install and link them again'}),
    yes: yesFlag('Let the install scripts of plugins run without a question'),
  }
  static override readonly idempotent = true
  static override summary = 'Remove all plugins'

  protected async render({plugins, removed}: Reset) {
    await this.output.list(pluginView, plugins)
    this.output.success(removed.length > 0 ? `Removed: ${removed.join(', ')}.` : 'There were no plugins.')
  }

  async run() {
    const {flags} = await this.parse(PluginsReset)
    const readable = flags.hard ? this.readable() : undefined
    const {before, problems} = await changePlugins(
      this.config,
      async (set) => {
        const before = readable ?? set.plugins
        const {again, problems} = flags.reinstall ? await this.reinstall(before, set, flags.yes) : NOTHING
        await set.save(again)
        if (!flags.reinstall) for (const plugin of before) await restoreFolder(plugin, this.config)
        return {before, problems}
      },
      {...changeOptions(this.output, this.signal), anew: flags.hard},
    )
    const removed = before.map(({name}) => name)
    const plugins = flags.reinstall ? await afterInstall(removed, this.config, this.output, problems) : []
    await refreshCompletions(this.config)
    return {plugins, removed}
  }

  /** The plugins of a list that may be damaged. */
  private readable(): readonly ListedPlugin[] {
    try {
      return listedPlugins(this.config.dataDir)
    } catch {
      return []
    }
  }

  /** Installs all anew, beside what is there: one that fails leaves everything as it was. */
  private async reinstall(before: readonly ListedPlugin[], set: PluginSet, yes: boolean) {
    const again: ListedPlugin[] = []
    const problems: PluginProblem[] = []
    await provideHostPackage(this.config)
    for (const plugin of before) {
      if (plugin.type === 'link') {
        again.push(plugin)
        continue
      }

      const installed = await installPlugin(await specOf(plugin), set, {
        anyOmi: true,
        askForScripts: (question) => this.confirm(question, yes),
        dataDir: this.config.dataDir,
        fresh: true,
        note: (text) => this.output.note(text),
        signal: this.signal,
        tell: (line) => this.output.debug(line),
      })
      again.push({...plugin, ...installed.listed})
      problems.push(...installed.problems)
    }

    return {again, problems}
  }
}

const NOTHING = {again: [], problems: []}
