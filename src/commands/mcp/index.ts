import {type Executed, type ExecuteOptions} from '../../lib/io/run-context.js'
import {availableTools} from '../../lib/mcp/available-tools.js'
import {takeStreams} from '../../lib/mcp/own-streams.js'
import {toolFlags} from '../../lib/mcp/tool-flags.js'
import {chosenTools} from '../../lib/mcp/toolsets.js'
import {foreignPlugins} from '../../lib/plugins/load-config.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class Mcp extends BaseCommand<undefined> {
  static override description =
    'Speaks the Model Context Protocol on stdin and stdout, for the client that has started it, until stdin is closed. ' +
    'mcp install tells a client of it. Each call uses the profile and the settings as they are then, so that auth login takes ' +
    'effect at once. docs/mcp.md says more.'
  static override examples = ['<%= config.bin %> mcp --read-only', '<%= config.bin %> mcp --toolsets memory,goal']
  static override flags = toolFlags
  static override summary = 'Let an AI assistant use the account'

  /** Stdout is the protocol's, whatever form of output is asked for. */
  protected override get globals() {
    return {...super.globals, jq: undefined, json: false}
  }

  protected render() {}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(Mcp)
    const {output} = this
    const tell = output.warn.bind(output)
    if (output.io.stdin.isTTY) output.note('A client has to start this, and tells it what to do: omi mcp install.')
    // Before any code of plugins is loaded.
    const streams = await takeStreams(output.io, foreignPlugins(this.config).length > 0)
    try {
      const all = await availableTools(this.config, tell)
      const tools = chosenTools(all, {...flags, readOnly: flags['read-only']}, await this.canSearch())
      const {serveTools} = await import('../../lib/mcp/serve.js')
      await serveTools({
        confirms: flags.confirm === 'auto',
        execute: (words, options) => this.executeTold(words, options),
        signal: this.signal,
        streams,
        tell,
        tools,
      })
    } finally {
      streams.release()
    }
  }

  /** Whether there is a mirror. A server without a usable configuration starts too: each call says what is wrong with it. */
  private async canSearch(): Promise<boolean> {
    const {MirrorFile} = await import('../../lib/mirror/mirror-file.js')
    try {
      return MirrorFile.of(await this.settings(), this.output.io).exists
    } catch {
      return false
    }
  }

  /** Runs a command line; what it has to say to somebody who looks for a fault goes on. */
  private async executeTold(words: readonly string[], options?: ExecuteOptions): Promise<Executed> {
    if (!this.globals.verbose) return this.execute(words, options)
    const executed = await this.execute(['--verbose', ...words], options)
    this.output.io.stderr.write(executed.stderr)
    return executed
  }
}
