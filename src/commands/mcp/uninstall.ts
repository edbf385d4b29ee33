import {clientArg, fileOf, labelOf, placesFor, projectFlag} from '../../lib/mcp/clients/client-command.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {shellLine} from '../../lib/text/shell-words.js'

interface Uninstalled {
  changed: boolean
  client: string
  /** The command line that is to be pasted, where the client is told by one that is not there. */
  command_line: null | string
  /** The file; null where the client keeps it itself. */
  path: null | string
}

export default class McpUninstall extends BaseCommand<Uninstalled> {
  static override args = clientArg
  static override examples = ['<%= config.bin %> mcp uninstall cursor']
  static override flags = projectFlag
  static override readonly idempotent = true
  static override summary = 'Take the entry of the server out of a client'

  protected async render({changed, client, command_line: line, path}: Uninstalled) {
    const label = labelOf(client)
    if (line !== null) await this.output.write(`${line}\n`)
    else if (changed) this.output.success(`${label} knows omi no more${path ? `: ${path}` : ''}.`)
    else this.output.warn(`${label} does not know omi${path ? `: ${path}` : ''}.`)
  }

  async run(): Promise<Uninstalled> {
    const {args, flags} = await this.parse(McpUninstall)
    const {client} = args
    const {env} = this.output.io
    const {home} = this.environment
    const file = fileOf(client, flags.project, placesFor(env, home))
    if (file) {
      const {removeEntry} = await import('../../lib/mcp/clients/install.js')
      return {changed: await removeEntry(file, home), client, command_line: null, path: file.path}
    }

    const {IS_UNKNOWN, removingWords, runClaude} = await import('../../lib/mcp/clients/claude-code.js')
    const words = removingWords(flags.project ? 'project' : 'user')
    const ran = await runClaude(words, env, {mayFailWith: IS_UNKNOWN})
    return {changed: ran === 'done', client, command_line: ran === 'missing' ? shellLine(words) : null, path: null}
  }
}
