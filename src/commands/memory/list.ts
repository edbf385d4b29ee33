import {MEMORY_PAGE} from '../../lib/api/memories.js'
import {BaseCommand} from '../../lib/base-command.js'
import {type Memory, memoryCategoryValues} from '../../lib/contract/schema.js'
import {allFlag, choicesFlag, limitFlag, offsetFlag} from '../../lib/flags.js'
import {memoryView} from '../../lib/views/memory-view.js'

export default class MemoryList extends BaseCommand<AsyncIterable<Memory[]> | Memory[]> {
  static override description =
    "The order is the server's. With --all, pages of --limit memories are fetched (200 where it is not given)."
  static override examples = [
    '<%= config.bin %> memory list',
    '<%= config.bin %> memory list --limit 50 --categories work,skills',
    '<%= config.bin %> --json memory list --all',
  ]
  static override flags = {
    limit: limitFlag({default: 25, max: 200, min: 1}),
    offset: offsetFlag(),
    categories: choicesFlag('Only memories of these categories', memoryCategoryValues),
    all: allFlag('memory'),
  }
  static override readonly readOnly = true
  static override summary = 'List memories'

  protected render(list: AsyncIterable<Memory[]> | Memory[]) {
    return this.output.list(memoryView, list)
  }

  async run() {
    const {flags, metadata} = await this.parse(MemoryList)
    const {all, categories, limit, offset} = flags
    const {memories} = await this.api()
    if (!all) return memories.list({categories, limit, offset})
    return memories.all({categories, limit: metadata.flags.limit?.setFromDefault ? MEMORY_PAGE : limit, offset})
  }
}
