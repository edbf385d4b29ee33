import {BaseCommand} from '../lib/base-command.js'
import {describeSurface, type Surface} from '../lib/surface/surface.js'
import {commandView} from '../lib/views/command-view.js'

export default class Commands extends BaseCommand<Surface> {
  static override description =
    'With --json, all that is needed to call them: arguments, flags, types, ranges, values, defaults and examples of every ' +
    'command, the global flags and the exit codes.'
  static override examples = ['<%= config.bin %> commands', '<%= config.bin %> --json commands']
  static override readonly readOnly = true
  static override summary = 'List every command, those of plugins too'

  protected async render({commands, problems}: Surface) {
    await this.output.list(commandView, [...commands])
    for (const {command, plugin, problem} of problems) {
      this.output.warn(`omi ${command} is left out: the plugin ${plugin} does not load.\n${problem}`)
    }
  }

  async run() {
    await this.parse(Commands)
    return describeSurface(this.config)
  }
}
