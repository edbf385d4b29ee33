import {type Memory, memoryCategoryValues} from '../../lib/contract/schema.js'
import {choicesFlag} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {memoryView} from '../../lib/memory/memory-view.js'
import {partView} from '../../lib/output/view.js'
import {ListCommand, listFlags} from '../../lib/run/list-command.js'

export default class MemoryList extends ListCommand<Memory, {filtered: boolean}> {
  static override description = "The order is the server's."
  static override examples = [
    '<%= config.bin %> memory list',
    '<%= config.bin %> memory list --limit 50 --categories work,skills',
    '<%= config.bin %> --json memory list --all',
  ]
  static override flags = {
    ...listFlags('memory', {default: 25, max: 200}),
    categories: choicesFlag('Only memories of these categories', memoryCategoryValues),
  }
  static override readonly mcpTool = {
    name: 'memory_list',
    title: 'List memories',
    description:
      'Lists memories: short facts that Omi keeps about the user. For a question about something use memory_search.',
    toolset: 'memory',
    input: {
      limit: 'How many at most',
      offset: 'Where to go on: next_offset of the answer before',
      categories: 'Only these',
    },
  } as const satisfies McpTool
  static override readonly operations = ['listMemories'] as const
  static override readonly readOnly = true
  static override summary = 'List memories'

  protected renderList(list: AsyncIterable<Memory[]>, {filtered}: {filtered: boolean}) {
    return this.output.list(filtered ? partView(memoryView, 'memory list') : memoryView, list)
  }

  async run() {
    const {flags} = await this.parse(MemoryList)
    const {categories, offset} = flags
    const {memories} = await this.api()
    return this.readList(memories.listing({categories}), flags, {filtered: offset > 0 || categories !== undefined})
  }
}
