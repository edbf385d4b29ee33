import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'
import {HelpBase} from '@oclif/core/help'

import {runContextOf} from './lib/config/context.js'
import {commandSections, type DescribedCommand, exampleLines, type Render, summaryOf} from './lib/help/command-page.js'
import {layOut, type Section} from './lib/help/layout.js'
import {
  childSections,
  describeEnvironment,
  ENVIRONMENT_INTRO,
  environmentSections,
  globalFlagsSection,
  rootSections,
} from './lib/help/pages.js'
import {wordsOf} from './lib/oclif/command-words.js'
import {layoutFor} from './lib/output/terminal.js'

/** The help pages, in place of oclif's: one look for the root, topics, verbs and plugins' commands. */
export class OmiHelp extends HelpBase {
  /** oclif's type for it leaves out most of it. */
  private get loaded(): Config {
    return this.config as Config
  }

  /** What `omi --json help environment` prints. */
  describeEnvironment() {
    return describeEnvironment()
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    const described = await this.withPlugins(command as unknown as DescribedCommand)
    const render = this.renderFor(command.id)
    this.print(withState(summaryOf(described, render), command.state), [
      ...commandSections(described, render),
      ...childSections(this.loaded, `${command.id}:`, render),
      globalFlagsSection(),
      {title: 'EXAMPLES', lines: exampleLines(described, render)},
    ])
  }

  showEnvironment(): void {
    this.print(ENVIRONMENT_INTRO, environmentSections())
  }

  /** `argv` is empty, or holds the words of a topic or a command, or their id. */
  override async showHelp(argv: string[]): Promise<void> {
    const id = argv.filter((word) => !word.startsWith('-')).join(':')
    const command = id ? this.loaded.findCommand(id) : undefined
    if (command) return this.showCommandHelp(command)
    const topic = id ? this.config.findTopic(id, {must: true}) : undefined
    const render = this.renderFor(id)
    if (!topic) {
      this.print(this.config.pjson.description ?? '', rootSections(this.loaded, render))
      return
    }

    const words = wordsOf(id)
    this.print(render(topic.description ?? ''), [
      {title: 'USAGE', lines: [`$ omi ${words} VERB [ARGS] [FLAGS]`]},
      ...childSections(this.loaded, `${id}:`, render),
      globalFlagsSection(),
      {title: 'MORE', rows: [[`omi ${words} VERB --help`, 'Its arguments, flags and examples']]},
    ])
  }

  /** What plugins add to a verb of omi's own: formats of exports. */
  private async withPlugins(command: DescribedCommand): Promise<DescribedCommand> {
    const {format} = command.id === 'export' ? (command.flags ?? {}) : {}
    if (!format) return command
    const {withPluginFormats} = await import('./lib/plugins/export-formats.js')
    const named = (text?: string) => (text === undefined ? undefined : withPluginFormats(text, this.loaded))
    const shown = {...format, description: named(format.description), summary: named(format.summary)}
    return {...command, flags: {...command.flags, format: shown}}
  }

  private print(intro: string, sections: Section[]): void {
    const {io} = runContextOf(this.loaded.options)
    io.stdout.write(layOut(intro, sections, layoutFor(io)))
  }

  /** oclif's template engine is large, and most texts have nothing for it to do. */
  private renderFor(id: string): Render {
    const words = wordsOf(id)
    return (text) => {
      const filled = text.replaceAll('<%= config.bin %>', this.config.bin).replaceAll('<%= command.id %>', words)
      return filled.includes('<%') ? this.renderTemplate(filled) : filled
    }
  }

  /** A text of a plugin that is no template after all is shown as it is. */
  private renderTemplate(text: string): string {
    try {
      return this.render(text)
    } catch {
      return text
    }
  }
}

const withState = (title: string, state?: string) => (state ? `${title} (${state})` : title)

export default OmiHelp
