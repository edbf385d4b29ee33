import {type OmiApi} from '../../lib/api/omi-api.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {DeleteCommand} from '../../lib/run/delete-command.js'
import {idsArg} from '../../lib/run/each-id.js'

export default class ConversationDelete extends DeleteCommand {
  static override args = {ids: idsArg('conversation', 'The ids of the conversations')}
  static override examples = [
    '<%= config.bin %> conversation delete 6b532447-dba8-4e77-b4fa-514ca98b8eb1',
    '<%= config.bin %> conversation list --categories travel | cut -f1 | <%= config.bin %> conversation delete - --yes',
  ]
  static override readonly mcpTool = {
    name: 'conversation_delete',
    title: 'Delete conversations',
    description: 'Deletes conversations for good. Only when the user has asked for it; look at what it is first.',
    toolset: 'conversation',
    input: {ids: {description: 'The ids, as the lists have them', max: 20}},
  } as const satisfies McpTool
  static override readonly operations = ['deleteConversation'] as const
  static override summary = 'Delete conversations'
  protected readonly noun = {many: 'conversations', one: 'conversation'}

  protected delete({conversations}: OmiApi, id: string) {
    return conversations.delete(id)
  }
}
