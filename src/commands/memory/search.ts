import {OPERATIONS} from '../../lib/contract/operations.js'
import {type MemorySearchResult} from '../../lib/contract/schema.js'
import {limitFlag, requiredArg} from '../../lib/flags/flags.js'
import {checkText} from '../../lib/input/check-text.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {memoryMatchView} from '../../lib/memory/memory-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class MemorySearch extends BaseCommand<MemorySearchResult> {
  static override args = {query: requiredArg('What to look for, in your own words')}
  static override examples = [
    '<%= config.bin %> memory search "how I like to work"',
    '<%= config.bin %> --json memory search coffee --limit 3',
  ]
  static override flags = {limit: limitFlag(OPERATIONS.searchMemories.ranges.limit)}
  static override readonly mcpTool = {
    name: 'memory_search',
    title: 'Search memories',
    description:
      'Finds memories (facts about the user) by meaning, the best match first. Use it to learn about the user before answering.',
    toolset: 'memory',
    input: {query: 'What to look for, in plain words', limit: 'How many at most'},
  } as const satisfies McpTool
  static override readonly operations = ['searchMemories'] as const
  static override readonly readOnly = true
  static override summary = 'Find memories by meaning, best match first'

  protected render(result: MemorySearchResult) {
    return this.output.list(memoryMatchView, result.items ?? [])
  }

  async run() {
    const {args, flags} = await this.parse(MemorySearch)
    checkText(args.query, 'QUERY', Number.POSITIVE_INFINITY)
    const {memories} = await this.api()
    return memories.search(args.query, flags.limit)
  }
}
