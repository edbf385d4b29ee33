import * as Args from '@oclif/core/args'

import {errorOf} from '../lib/errors/index.js'
import {resolveCommand} from '../lib/oclif/resolve-command.js'
import {BaseCommand} from '../lib/run/base-command.js'
import {commandView} from '../lib/surface/command-view.js'
import {describeSurface, type Surface} from '../lib/surface/surface.js'

export default class Commands extends BaseCommand<Surface> {
  static override args = {
    words: Args.string({
      description: 'Only this topic, or this command: memory, memory create',
      ignoreStdin: true,
      multiple: true,
    }),
  }
  static override description =
    'With --json, all that is needed to call them: arguments, flags, types, ranges, values, defaults and examples of every ' +
    'command, the global flags and the exit codes.'
  static override examples = [
    '<%= config.bin %> commands',
    '<%= config.bin %> --json commands',
    '<%= config.bin %> --json commands memory create',
  ]
  static override readonly readOnly = true
  static override summary = 'List every command, those of plugins too'

  protected async render({commands, problems}: Surface) {
    await this.output.list(commandView, [...commands])
    for (const {command, plugin, problem} of problems) {
      this.output.warn(`omi ${command} is left out: the plugin ${plugin} does not load.\n${problem}`)
    }
  }

  async run() {
    const {args} = await this.parse(Commands)
    const {argv, id} = resolveCommand(this.config, args.words ?? [])
    if (argv[0] !== undefined) throw errorOf('unexpected_argument', {about: [argv[0]]})
    return describeSurface(this.config, id)
  }
}
