import * as Args from '@oclif/core/args'

import {type View} from '../../lib/output/view.js'
import {searchRegistry} from '../../lib/plugins/npm-view.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {BaseCommand} from '../../lib/run/base-command.js'

interface Found {
  readonly description: string
  readonly installed: boolean
  readonly name: string
  readonly version: string
}

/** The keyword by which plugins are found in the registry. */
const KEYWORD = 'omi-plugin'

const foundView: View<Found> = {
  columns: [
    {name: 'name', value: ({name}) => name},
    {name: 'version', value: ({version}) => version},
    {name: 'installed', value: ({installed}) => installed},
    {flexible: true, name: 'description', value: ({description}) => description},
  ],
  empty: 'The package registry has no such plugin.',
}

export default class PluginsSearch extends BaseCommand<Found[]> {
  static override args = {
    word: Args.string({description: 'Only plugins that have to do with it', ignoreStdin: true, multiple: true}),
  }
  static override description = `Asks the package registry for packages with the keyword ${KEYWORD}.`
  static override examples = ['<%= config.bin %> plugins search', '<%= config.bin %> plugins search notes']
  static override readonly readOnly = true
  static override summary = 'Find plugins in the package registry'

  protected render(found: Found[]) {
    return this.output.list(foundView, found)
  }

  async run() {
    const {args} = await this.parse(PluginsSearch)
    const words = [`keywords:${KEYWORD}`, ...(args.word ?? [])]
    const {output, signal} = this
    const found = await searchRegistry(words, {signal, tell: (line) => output.debug(line)})
    const installed = new Set(listedPlugins(this.config.dataDir).map(({name}) => name))
    return found.map((one) => ({...one, installed: installed.has(one.name)}))
  }
}
