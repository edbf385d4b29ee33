import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {errorOf, invalidValue} from '../lib/errors/index.js'
import {resolveCommand} from '../lib/oclif/resolve-command.js'
import {BaseCommand} from '../lib/run/base-command.js'
import {VerbResult} from '../lib/run/verb-result.js'
import {commandView} from '../lib/surface/command-view.js'
import {describeSurface, type Surface} from '../lib/surface/surface.js'

/** `guide`: in Markdown, for an agent. */
type Described = VerbResult<Surface, {guide: boolean}>

export default class Commands extends BaseCommand<Described> {
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
    '<%= config.bin %> commands --format md > omi.md',
  ]
  static override flags = {
    format: Flags.option({
      options: ['md'] as const,
      summary: 'In Markdown, at most 12 kB: what an agent has to know, to be given to it as a whole',
    })(),
  }
  static override readonly readOnly = true
  static override summary = 'List every command, those of plugins too'

  protected async render({document, facts}: Described) {
    const {commands, problems} = document
    if (facts.guide) {
      const {guideOf} = await import('../lib/surface/guide.js')
      return this.output.write(`${guideOf(document)}\n`)
    }

    await this.output.list(commandView, [...commands])
    for (const {command, plugin, problem} of problems) {
      this.output.warn(`omi ${command} is left out: the plugin ${plugin} does not load.\n${problem}`)
    }
  }

  async run() {
    const {args, flags} = await this.parse(Commands)
    const guide = flags.format !== undefined
    if (guide && this.globals.json)
      throw invalidValue('--format md', 'It is no JSON: it does not go together with --json.')
    const {argv, id} = resolveCommand(this.config, args.words ?? [])
    if (argv[0] !== undefined) throw errorOf('unexpected_argument', {about: [argv[0]]})
    return new VerbResult(await describeSurface(this.config, id), {guide})
  }
}
