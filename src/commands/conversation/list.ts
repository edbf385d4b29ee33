import * as Flags from '@oclif/core/flags'

import {type Conversation, conversationCategoryValues} from '../../lib/contract/schema.js'
import {showConversations} from '../../lib/conversation/conversation-view.js'
import {invalidValue} from '../../lib/errors/index.js'
import {timeRangeFlags} from '../../lib/flags/date-flags.js'
import {choicesFlag, inGroup} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {ListCommand, listFlags} from '../../lib/run/list-command.js'

export default class ConversationList extends ListCommand<Conversation, {inFull: boolean}> {
  static override description = "Without those that were discarded. The order is the server's."
  static override examples = [
    '<%= config.bin %> conversation list',
    '<%= config.bin %> conversation list --start-date -1w --categories work,technology',
    '<%= config.bin %> conversation list --starred --include-transcript --limit 1',
    '<%= config.bin %> --json conversation list --all',
  ]
  static override flags = {
    ...listFlags('conversation', {default: 25, max: 200}),
    ...inGroup('filter', {
      ...timeRangeFlags,
      categories: choicesFlag('Only conversations of these categories', conversationCategoryValues),
      'folder-id': Flags.string({helpValue: 'ID', summary: 'Only conversations in this folder'}),
      starred: Flags.boolean({exclusive: ['not-starred'], summary: 'Only those with a star'}),
      'not-starred': Flags.boolean({summary: 'Only those without a star'}),
    }),
    'include-transcript': Flags.boolean({summary: 'With what was said'}),
  }
  static override readonly mcpTool = {
    name: 'conversation_list',
    title: 'List conversations',
    description:
      'Lists recorded conversations as cards: id, title, overview, category, times; newest first. conversation_get has the rest.',
    toolset: 'conversation',
    answer: 'cards',
    input: {
      limit: {description: 'How many at most', max: 50},
      offset: 'Where to go on: next_offset of the answer before',
      start_date: 'Only from then on. An ISO 8601 time or date, or today, yesterday, friday, -2w, +3d',
      end_date: 'Only up to then',
      categories: 'Only these',
      folder_id: 'Only in this folder, by the id that folder_list has',
      starred: {description: 'true: only those with a star; false: only those without', not: 'not-starred'},
    },
  } as const satisfies McpTool
  static override readonly operations = ['listConversations'] as const
  static override readonly readOnly = true
  static override summary = 'List conversations'

  protected renderList(list: AsyncIterable<Conversation[]>, {inFull}: {inFull: boolean}) {
    return showConversations(this.output, list, inFull)
  }

  async run() {
    const {flags} = await this.parse(ConversationList)
    if (flags['folder-id'] === '') throw invalidValue('--folder-id', 'It is empty.')
    const filter = {
      categories: flags.categories,
      end_date: flags['end-date'],
      folder_id: flags['folder-id'],
      include_transcript: flags['include-transcript'],
      starred: flags.starred || (flags['not-starred'] ? false : undefined),
      start_date: flags['start-date'],
    }
    const {conversations} = await this.api()
    return this.readList(conversations.listing(filter), flags, {inFull: flags['include-transcript']})
  }
}
