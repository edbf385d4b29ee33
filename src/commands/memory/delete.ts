import {type OmiApi} from '../../lib/api/omi-api.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {DeleteCommand} from '../../lib/run/delete-command.js'
import {idsArg} from '../../lib/run/each-id.js'

export default class MemoryDelete extends DeleteCommand {
  static override args = {ids: idsArg('memory', 'The ids of the memories')}
  static override examples = [
    '<%= config.bin %> memory delete 90891576-2f6c-4b15-b1a3-5e4182ac1b04',
    '<%= config.bin %> memory list --categories other | cut -f1 | <%= config.bin %> memory delete - --yes',
  ]
  static override readonly mcpTool = {
    name: 'memory_delete',
    title: 'Delete memories',
    description: 'Deletes memories for good. Only when the user has asked for it; look at what it is first.',
    toolset: 'memory',
    input: {ids: {description: 'The ids, as the lists have them', max: 20}},
  } as const satisfies McpTool
  static override readonly operations = ['deleteMemory'] as const
  static override summary = 'Delete memories'
  protected readonly noun = {many: 'memories', one: 'memory'}

  protected delete({memories}: OmiApi, id: string) {
    return memories.delete(id)
  }
}
