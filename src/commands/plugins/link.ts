import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {resolve} from 'node:path'

import {type ValueFacts} from '../../lib/flags/value-facts.js'
import {linkPlugin} from '../../lib/plugin-verbs/link-plugin.js'
import {type InstalledPlugin, pluginView} from '../../lib/plugins/installed.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class PluginsLink extends BaseCommand<InstalledPlugin> {
  static override args = {
    path: Args.string({
      default: '.',
      description: "The plugin's folder",
      ignoreStdin: true,
      ...({valueType: 'file'} satisfies ValueFacts),
    }),
  }
  static override description =
    'For a plugin that you are writing: its commands run from its folder as it is. One without an oclif.manifest.json gets ' +
    'a .oclif.manifest.json, so that other commands start as fast as ever; commands that you add later are found all the same.'
  static override examples = ['<%= config.bin %> plugins link .']
  static override flags = {
    force: Flags.boolean({char: 'f', summary: 'Link one that asks for another version of omi, too'}),
    install: Flags.boolean({
      allowNo: true,
      default: true,
      summary: "Install the plugin's dependencies too, where it has a lock file",
    }),
  }
  static override readonly idempotent = true
  static override summary = 'Use a plugin from a folder of your own'

  protected async render(plugin: InstalledPlugin) {
    await this.output.item(pluginView, plugin)
    this.output.success(`${plugin.name} linked.`)
  }

  async run() {
    const {args, flags} = await this.parse(PluginsLink)
    const {config, output, signal} = this
    return linkPlugin(resolve(args.path), {
      anyOmi: flags.force,
      config,
      install: flags.install,
      output,
      signal,
      typed: args.path,
    })
  }
}
