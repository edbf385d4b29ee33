import {type Memory} from '../../lib/contract/schema.js'
import {idArg} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {memoryView} from '../../lib/memory/memory-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class MemoryGet extends BaseCommand<Memory> {
  static override args = {id: idArg('memory', "The memory's id, as list shows it")}
  static override description = 'The API has no call for a single memory, so the pages of the list are searched for it.'
  static override examples = ['<%= config.bin %> memory get 3e7f2ba2-11d9-446e-b319-aa4130bfcc52']
  static override readonly mcpTool = {
    name: 'memory_get',
    title: 'Show a memory',
    description: 'Shows one memory in full.',
    toolset: 'memory',
    input: {id: 'The id, as the lists have it'},
  } as const satisfies McpTool
  static override readonly operations = ['getMemory', 'listMemories'] as const
  static override readonly readOnly = true
  static override summary = 'Show one memory'

  protected render(memory: Memory) {
    return this.output.item(memoryView, memory)
  }

  async run() {
    const {args} = await this.parse(MemoryGet)
    const {memories} = await this.api()
    return memories.get(args.id)
  }
}
