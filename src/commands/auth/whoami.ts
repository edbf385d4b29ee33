import {type Identity, identityView, whoami} from '../../lib/auth/whoami.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class AuthWhoami extends BaseCommand<Identity> {
  static override examples = ['<%= config.bin %> auth whoami', '<%= config.bin %> --json auth whoami']
  static override readonly mcpTool = {
    name: 'whoami',
    title: 'Show the Omi account',
    description:
      'Tells which Omi account and profile this is, whether its credential works, and what it may do (scopes). Use it first when another tool says Not authenticated or Insufficient permissions.',
    toolset: 'account',
  } as const satisfies McpTool
  static override readonly operations = ['getCurrentKey'] as const
  static override readonly readOnly = true
  static override summary = 'Ask the server what the credential is and may do'

  protected render(identity: Identity) {
    return this.output.item(identityView, identity)
  }

  async run() {
    await this.parse(AuthWhoami)
    return whoami(await this.settings(), await this.api())
  }
}
