import * as Flags from '@oclif/core/flags'

import {placeOf} from '../../lib/api/picked.js'
import {type Conversation, conversationCategoryValues} from '../../lib/contract/schema.js'
import {beganAt, type ConversationsAsked, showConversations} from '../../lib/conversation/conversation-view.js'
import {invalidValue} from '../../lib/errors/index.js'
import {checkOrder, timeRangeFlags} from '../../lib/flags/date-flags.js'
import {choicesFlag, idFlag, inGroup} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {ListCommand, listFlags} from '../../lib/run/list-command.js'

export default class ConversationList extends ListCommand<Conversation, ConversationsAsked> {
  static override description = "Without those that were discarded. The order is the server's."
  static override examples = [
    '<%= config.bin %> conversation list',
    '<%= config.bin %> conversation list --start-date -1w --categories work,technology',
    '<%= config.bin %> conversation list --starred --include-transcript --limit 1',
    '<%= config.bin %> conversation list --start-date today --sort longest',
    '<%= config.bin %> --json conversation list --all',
  ]
  static override flags = {
    ...listFlags('conversation', {default: 25, max: 200}),
    ...inGroup('filter', {
      ...timeRangeFlags,
      categories: choicesFlag('Only conversations of these categories', conversationCategoryValues),
      'folder-id': idFlag('folder', 'Only conversations in this folder'),
      starred: Flags.boolean({exclusive: ['not-starred'], summary: 'Only those with a star'}),
      'not-starred': Flags.boolean({summary: 'Only those without a star'}),
    }),
    sort: Flags.option({
      options: ['newest', 'longest'] as const,
      summary: 'The newest first, or the longest, of those that --limit and --offset ask for',
    })(),
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

  protected renderList(list: AsyncIterable<Conversation[]>, asked: ConversationsAsked) {
    return showConversations(this.output, list, asked)
  }

  async run() {
    const {flags} = await this.parse(ConversationList)
    checkOrder(flags, 'start-date', 'end-date')
    if (flags['folder-id'] === '') throw invalidValue('--folder-id', 'It is empty.')
    const inFull = flags['include-transcript']
    const filter = {
      categories: flags.categories,
      end_date: flags['end-date'],
      folder_id: flags['folder-id'],
      starred: flags.starred || (flags['not-starred'] ? false : undefined),
      start_date: flags['start-date'],
    }
    const filtered = flags.offset > 0 || Object.values(filter).some((value) => value !== undefined)
    const {conversations} = await this.api()
    const {sort} = flags
    const asked = {filtered, inFull, sorted: sort !== undefined}
    const listing = conversations.listing({...filter, include_transcript: inFull})
    return this.readList(listing, flags, asked, sort && {rank: RANKS[sort]})
  }
}

const RANKS = {
  longest({finished_at: end, started_at: start}: Conversation) {
    const [from, to] = [placeOf(start), placeOf(end)]
    return from === undefined || to === undefined ? undefined : to - from
  },
  newest: (conversation: Conversation) => placeOf(beganAt(conversation)),
}
