import * as Flags from '@oclif/core/flags'
import {join} from 'node:path'

import {hostProcess} from '../../lib/config/environment.js'
import {availableTools} from '../../lib/mcp/available-tools.js'
import {clientArg, fileOf, labelOf, placesFor, projectFlag} from '../../lib/mcp/clients/client-command.js'
import {type ClientFile} from '../../lib/mcp/clients/clients.js'
import {type ServerEntry, serverEntry} from '../../lib/mcp/clients/server-entry.js'
import {toolFlags} from '../../lib/mcp/tool-flags.js'
import {chosenTools} from '../../lib/mcp/toolsets.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {shellLine} from '../../lib/text/shell-words.js'

interface Installed {
  /** Whether something was changed: not where all was there already, and not with --print. */
  changed: boolean
  client: string
  /** The command line that is to be pasted, where the client is told by one and it was not run. */
  command_line: null | string
  entry: {args: readonly string[]; command: string; env?: Readonly<Record<string, string>>}
  /** Flags of the entry that was there, which it keeps since this run says nothing of them. */
  kept: readonly string[]
  /** The file; null where the client keeps it itself. */
  path: null | string
  /** What is written, or would be. */
  text: null | string
}

export default class McpInstall extends BaseCommand<Installed> {
  static override args = clientArg
  static override description =
    'Writes an entry `omi` into the settings of the client, with the paths of this Node.js and this omi, the profile of --profile or OMI_PROFILE, ' +
    'and OMI_CONFIG and OMI_API_BASE where they are set; never a key. What is there stays as it is, and so does what was added to the ' +
    'entry: mcp uninstall first makes it anew.'
  static override examples = [
    '<%= config.bin %> mcp install cursor',
    '<%= config.bin %> mcp install vscode --project --read-only',
    '<%= config.bin %> mcp install codex --print',
  ]
  static override flags = {
    ...toolFlags,
    ...projectFlag,
    print: Flags.boolean({summary: 'Show what would be written, and write nothing'}),
  }
  static override readonly idempotent = true
  static override summary = 'Tell a client of the server'

  protected async render({changed, client, command_line: line, kept, path, text}: Installed) {
    const label = labelOf(client)
    if (line !== null) {
      await this.output.write(`${line}\n`)
      if (path === null && text === null) this.output.note(`That tells ${label} of omi.`)
    } else if (text !== null) {
      await this.output.write(text)
      this.output.note(`That belongs into ${path}.`)
    } else if (changed) this.output.success(`${label} knows omi now${path ? `: ${path}` : ''}. Restart it.`)
    else this.output.success(`${label} knows omi already${path ? `: ${path}` : ''}.`)
    if (kept.length > 0)
      this.output.note(`The entry keeps ${shellLine([...kept])}. Without it: omi mcp uninstall first.`)
  }

  async run(): Promise<Installed> {
    const {args, flags} = await this.parse(McpInstall)
    const {client} = args
    const {output} = this
    const tools = await availableTools(this.config, output.warn.bind(output))
    chosenTools(tools, {...flags, readOnly: flags['read-only']}, false)
    const {env} = output.io
    const {execPath} = hostProcess()
    const program = join(this.config.root, 'bin', 'run.js')
    const entry = serverEntry({execPath, program}, this.globals, flags, this.environment)
    const {home} = this.environment
    const file = fileOf(client, flags.project, placesFor(env, home))
    if (!file) return this.tellClaude(client, entry, flags)
    const result = {client, command_line: null, entry, kept: [], path: file.path}
    if (flags.print) return {...result, changed: false, text: await snippet(file, entry)}
    const {addEntry} = await import('../../lib/mcp/clients/install.js')
    return {...result, ...(await addEntry(file, entry, home)), text: null}
  }

  private async tellClaude(
    client: string,
    entry: ServerEntry,
    {print, project}: {print: boolean; project: boolean},
  ): Promise<Installed> {
    const {addingWords, IS_THERE, removingWords, runClaude} = await import('../../lib/mcp/clients/claude-code.js')
    const scope = project ? 'project' : 'user'
    const words = addingWords(entry, scope)
    const result = {client, entry, kept: [], path: null, text: null}
    const {env} = this.output.io
    const add = async () => {
      const ran = await runClaude(words, env, {mayFailWith: IS_THERE})
      if (ran !== 'refused') return ran
      // It takes no second server of the name.
      await runClaude(removingWords(scope), env)
      return runClaude(words, env)
    }

    if (!print && (await add()) === 'done') return {...result, changed: true, command_line: null}
    return {...result, changed: false, command_line: shellLine(words)}
  }
}

async function snippet(file: ClientFile, entry: ServerEntry): Promise<string> {
  const {withEntry} = await import('../../lib/mcp/clients/edit-file.js')
  return withEntry('', file, entry)
}
