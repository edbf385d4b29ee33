import {type View} from '../../lib/output/view.js'
import {loadPlugins} from '../../lib/plugin-verbs/after-change.js'
import {type Examination, examine, type ExaminedPlugin} from '../../lib/plugins/examine.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {abandon} from '../../lib/plugins/time-limit.js'
import {BaseCommand} from '../../lib/run/base-command.js'

const examinedView: View<ExaminedPlugin> = {
  columns: [
    {name: 'name', value: ({name}) => name},
    {name: 'version', value: ({version}) => version},
    {name: 'state', value: ({enabled, loads}) => (enabled ? (loads ? 'loads' : 'has problems') : 'disabled')},
    {
      flexible: true,
      name: 'hooks',
      value: ({hooks}) => hooks.map(({event, milliseconds}) => `${event} (${milliseconds ?? '?'} ms)`),
    },
    {name: 'root', value: ({root}) => root, wide: true},
  ],
  empty: 'No plugins yet. Add one with omi plugins install NAME.',
}

export default class PluginsDoctor extends BaseCommand<Examination> {
  static override description =
    'Loads every command and hook of every plugin, and runs none: what loads, what does not and why, how long hooks take to ' +
    'load, commands that are not used because omi or another plugin has them, and what is left over.'
  static override examples = ['<%= config.bin %> plugins doctor', '<%= config.bin %> --json plugins doctor']
  static override readonly readOnly = true
  static override summary = 'Examine the plugins'

  protected async render({leftovers, plugins}: Examination) {
    await this.output.list(examinedView, [...plugins])
    for (const {clashes, name, problems} of plugins) {
      for (const problem of problems) this.output.warn(`Plugin ${name} ${problem}`)
      for (const {command, reason} of clashes) {
        this.output.warn(`Plugin ${name} has a command '${command}' that is not used: ${reason}`)
      }
    }

    for (const folder of leftovers) this.output.warn(`Left over: ${folder}. The next change of plugins removes it.`)
  }

  async run() {
    await this.parse(PluginsDoctor)
    const examination = await examine(listedPlugins(this.config.dataDir), await loadPlugins(this.config))
    // What was loaded for a look has nothing to go on with.
    abandon()
    return examination
  }
}
