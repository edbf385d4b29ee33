import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {resolve} from 'node:path'

import {type ValueFacts} from '../../lib/flags/value-facts.js'
import {type View} from '../../lib/output/view.js'
import {linkPlugin} from '../../lib/plugin-verbs/link-plugin.js'
import {build, installPackages, withNextSteps} from '../../lib/plugins/create/make-ready.js'
import {newFolder} from '../../lib/plugins/create/new-folder.js'
import {type Language, pluginFiles} from '../../lib/plugins/create/plugin-files.js'
import {pluginName, refused} from '../../lib/plugins/create/plugin-name.js'
import {linkHostPackage} from '../../lib/plugins/host-package.js'
import {ownWords, whyNot} from '../../lib/plugins/own-words.js'
import {listedPlugins} from '../../lib/plugins/plugin-list.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {shellLine} from '../../lib/text/shell-words.js'

interface CreatedPlugin {
  /** As it is typed behind `omi`. */
  readonly command: string
  readonly language: Language
  /** Whether omi has the command now. */
  readonly linked: boolean
  readonly name: string
  readonly path: string
}

const view: View<CreatedPlugin> = {
  columns: [
    {name: 'name', value: ({name}) => name},
    {name: 'command', value: ({command}) => command},
    {name: 'language', value: ({language}) => language},
    {name: 'linked', value: ({linked}) => linked},
    {flexible: true, name: 'path', value: ({path}) => path},
  ],
}

/** What is left to do once the files are there, up to the command that works. */
const NEXT: Readonly<Record<Language, readonly string[]>> = {
  javascript: ['omi plugins link .'],
  // Linking makes the types importable that the build needs.
  typescript: ['npm install', 'omi plugins link .', 'npm run build'],
}

export default class PluginsCreate extends BaseCommand<CreatedPlugin> {
  static override args = {
    name: Args.string({
      description: 'The command, and behind omi-plugin- the name of the package: hello, or @me/hello',
      ignoreStdin: true,
      required: true,
    }),
    path: Args.string({
      description: 'The folder to make, ./omi-plugin-NAME where none is given',
      ignoreStdin: true,
      ...({valueType: 'file'} satisfies ValueFacts),
    }),
  }
  static override description =
    'Writes a plugin with one command, a test of it, a README and a recipe for CI; installs what TypeScript needs from the ' +
    'package registry, builds it and links it, so that omi NAME works at once. One in JavaScript needs no network.'
  static override examples = [
    '<%= config.bin %> plugins create hello --javascript',
    '<%= config.bin %> plugins create @me/standup ./standup --files-only',
  ]
  static override flags = {
    'files-only': Flags.boolean({summary: 'Write the files; install, build and link nothing'}),
    javascript: Flags.boolean({summary: 'In JavaScript, without a build; TypeScript where it is not given'}),
  }
  static override summary = 'Start a plugin of your own'

  protected async render(plugin: CreatedPlugin) {
    await this.output.item(view, plugin)
    if (plugin.linked)
      this.output.success(`omi ${plugin.command} works now. README.md in its folder says how to go on.`)
    else this.output.success(`Next: ${[shellLine(['cd', plugin.path]), ...NEXT[plugin.language]].join(' && ')}`)
  }

  async run() {
    const {args, flags} = await this.parse(PluginsCreate)
    const names = pluginName(args.name)
    const {command, name} = names
    const taken = this.whyTaken(command, name)
    if (taken !== undefined) throw refused(args.name, taken)
    const typed = args.path ?? names.folder
    const path = resolve(typed)
    const language = flags.javascript ? 'javascript' : 'typescript'
    const {signal} = this
    const {undo} = await newFolder(path, pluginFiles(names, language), typed)
    const created = {name, command, language, path} as const
    try {
      if (!flags['files-only']) await this.makeReady(path, typed, language)
    } catch (error) {
      if (!signal.aborted) throw withNextSteps(error, typed, NEXT[language])
      // Linked is linked, whenever Ctrl-C came.
      if (!this.isListed(name)) await undo()
      throw error
    }

    return {...created, linked: !flags['files-only']}
  }

  private isListed(name: string): boolean {
    return listedPlugins(this.config.dataDir).some((plugin) => plugin.name === name)
  }

  private async makeReady(folder: string, typed: string, language: Language): Promise<void> {
    const {config, output, signal} = this
    if (language === 'typescript') {
      if (output.interactive) output.note('Installing what it needs …')
      await installPackages({folder, signal, tell: (line) => output.debug(line)})
      await linkHostPackage(folder, config)
      if (output.interactive) output.note('Building it …')
      await build({folder, signal})
    }

    signal.throwIfAborted()
    await linkPlugin(folder, {config, install: false, output, signal, typed})
  }

  /** Why the names cannot be had, as a sentence; undefined where they can. */
  private whyTaken(command: string, name: string): string | undefined {
    const why = whyNot(command, ownWords(this.config))
    if (why !== undefined) return `'${command}' would not be used: ${why} Choose another name.`
    if (!this.isListed(name)) return undefined
    return `There is a plugin ${name} already: choose another name, or remove it with omi plugins uninstall ${name}.`
  }
}
