import * as Flags from '@oclif/core/flags'

import {type Conversation} from '../../lib/contract/schema.js'
import {showConversation} from '../../lib/conversation/conversation-view.js'
import {idArg} from '../../lib/flags/flags.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ConversationGet extends BaseCommand<Conversation> {
  static override args = {id: idArg('conversation', "The conversation's id, as list shows it")}
  static override examples = [
    '<%= config.bin %> conversation get ffde0b14-1915-4b69-a7a8-41317a62216e',
    '<%= config.bin %> conversation get ffde0b14-1915-4b69-a7a8-41317a62216e --include-transcript',
  ]
  static override flags = {'include-transcript': Flags.boolean({summary: 'With what was said'})}
  static override readonly mcpTool = {
    name: 'conversation_get',
    title: 'Show a conversation',
    description:
      'Shows one conversation: title, overview, action items, events; with transcript also what was said, as lines "Speaker: text". A long transcript comes in parts: go on with from_segment = next_segment.',
    toolset: 'conversation',
    answer: 'transcript',
    input: {
      id: 'The id, as conversation_list has it',
      transcript: {description: 'With what was said', of: 'include-transcript'},
      from_segment: 'Where to go on: next_segment of the answer before',
      max_chars: 'About how many characters of the transcript',
    },
  } as const satisfies McpTool
  static override readonly operations = ['getConversation'] as const
  static override readonly readOnly = true
  static override summary = 'Show one conversation'

  protected render(conversation: Conversation) {
    return showConversation(this.output, conversation)
  }

  async run() {
    const {args, flags} = await this.parse(ConversationGet)
    const {conversations} = await this.api()
    return conversations.get(args.id, flags['include-transcript'])
  }
}
