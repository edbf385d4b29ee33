import {CommandHelp, Help} from '@oclif/core/help'

import {EXIT_CODES} from './lib/exit-codes.js'
import {GLOBAL_FLAGS} from './lib/global-flags.js'
import {PRODUCT} from './lib/package-info.js'

/** The label and the description of each row of a section. */
type Rows = Array<[string, string | undefined]>

const exitCodeRows = (): Rows => EXIT_CODES.map(({codes, meaning}) => [codes.join(', '), meaning])

const globalFlagRows = (): Rows =>
  Object.entries(GLOBAL_FLAGS).map(([name, {char, description, value}]) => [
    `--${name}${char ? `, -${char}` : ''}${value ? ` ${value}` : ''}`,
    description,
  ])

const FIRST_STEPS = [
  '$ omi auth login',
  '$ omi memory create "Prefers async over sync"',
  '$ omi memory list',
  '$ omi --json memory list | jq',
  '$ omi sandbox exec -- omi memory list',
].join('\n')

class OmiCommandHelp extends CommandHelp {
  override sections() {
    const sections = super.sections()
    // The generated docs say once what holds for every command.
    if (this.opts.respectNoCacheDefault) return sections
    const at = sections.findIndex(({header}) => header === 'DESCRIPTION')
    const globalFlags = {
      generate: (_: unknown, header: string) => [{body: globalFlagRows(), header}],
      header: 'GLOBAL FLAGS (before the command)',
    }
    return [...sections.slice(0, at), globalFlags, ...sections.slice(at)]
  }
}

/** oclif's help with the global flags on every page, and first steps and exit codes at the root. */
export class OmiHelp extends Help {
  protected override CommandHelpClass = OmiCommandHelp

  override formatRoot(): string {
    return [
      super
        .formatRoot()
        .replace('[COMMAND]', '[GLOBAL FLAGS] TOPIC VERB [ARGS] [FLAGS]')
        .replace(this.config.userAgent, `${PRODUCT} ${this.config.version}`),
      this.section('FIRST STEPS', FIRST_STEPS),
      this.section('GLOBAL FLAGS (before the topic)', globalFlagRows()),
      this.section('EXIT CODES', exitCodeRows()),
    ].join('\n\n')
  }

  override formatTopic(topic: Parameters<Help['formatTopic']>[0]): string {
    return `${super.formatTopic(topic)}\n${this.section('GLOBAL FLAGS (before the topic)', globalFlagRows())}\n`
  }
}

export default OmiHelp
