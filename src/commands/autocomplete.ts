import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {type Setup, SETUPS, type Shell, SHELLS} from '../lib/completion/setup.js'
import {writeCompletions} from '../lib/completion/write-completions.js'
import {missingArgument} from '../lib/errors/index.js'
import {BaseCommand} from '../lib/run/base-command.js'

type Result = Partial<Setup> & {readonly folder: string; readonly shell?: Shell}

export default class Autocomplete extends BaseCommand<Result> {
  static override args = {
    shell: Args.string({
      description: 'The shell; your own by default',
      ignoreStdin: true,
      options: SHELLS,
    }),
  }
  static override description =
    'Writes the words that can be completed, those of plugins too, and prints the line that a shell needs to load them. ' +
    'They are brought up to date by themselves when plugins or the version of omi change; in PowerShell, a new version ' +
    'of omi needs --refresh-cache.'
  static override examples = [
    '<%= config.bin %> autocomplete bash',
    '<%= config.bin %> autocomplete zsh >> ~/.zshrc',
    '<%= config.bin %> autocomplete --refresh-cache',
  ]
  static override flags = {
    'refresh-cache': Flags.boolean({char: 'r', summary: 'Only write the words anew'}),
  }
  static override readonly idempotent = true
  static override summary = 'Set up completion for bash, zsh, fish or PowerShell'

  protected async render({folder, line, rc_file: file}: Result) {
    if (line === undefined) {
      this.output.success(`Completions written to ${folder}`)
      return
    }

    this.output.note(`Put this line at the end of ${file}, then open a new shell:`)
    await this.output.write(`${line}\n`)
  }

  async run() {
    const {args, flags} = await this.parse(Autocomplete)
    if (flags['refresh-cache']) return {folder: await writeCompletions(this.config)}
    const shell = SHELLS.find((name) => name === (args.shell ?? this.config.shell))
    if (!shell) throw missingArgument('SHELL', `Say for which shell: ${SHELLS.join(', ')}.`)
    return {folder: await writeCompletions(this.config), shell, ...SETUPS[shell]}
  }
}
