import * as Flags from '@oclif/core/flags'

import {type Conversation} from '../../lib/contract/schema.js'
import {LONGEST_TITLE} from '../../lib/conversation/conversation-flags.js'
import {showConversation} from '../../lib/conversation/conversation-view.js'
import {noFieldsToUpdate} from '../../lib/errors/index.js'
import {idArg} from '../../lib/flags/flags.js'
import {checkText} from '../../lib/input/check-text.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ConversationUpdate extends BaseCommand<Conversation> {
  static override args = {id: idArg('conversation', "The conversation's id")}
  static override description = 'What is not given stays as it is. A discarded conversation is in no list.'
  static override examples = [
    '<%= config.bin %> conversation update ffde0b14-1915-4b69-a7a8-41317a62216e --title "Kick-off"',
    '<%= config.bin %> conversation update discarded-conversation --no-discarded',
  ]
  static override flags = {
    title: Flags.string({helpValue: 'TEXT', summary: `The new title, up to ${LONGEST_TITLE} characters`}),
    discarded: Flags.boolean({allowNo: true, summary: 'Take it out of the lists, or put it back'}),
  }
  static override readonly mcpTool = {
    name: 'conversation_update',
    title: 'Change a conversation',
    description: 'Gives a conversation another title, or takes it out of the lists (discarded) and puts it back.',
    toolset: 'conversation',
    input: {
      id: 'The id, as conversation_list has it',
      title: `The new title, up to ${LONGEST_TITLE} characters`,
      discarded: 'true takes it out of the lists, false puts it back',
    },
  } as const satisfies McpTool
  static override readonly operations = ['updateConversation'] as const
  static override summary = 'Change a conversation'

  protected async render(conversation: Conversation) {
    await showConversation(this.output, conversation)
    this.output.success('Conversation updated.')
  }

  async run() {
    const {args, flags} = await this.parse(ConversationUpdate)
    const {discarded, title} = flags
    if (title === undefined && discarded === undefined) throw noFieldsToUpdate(ConversationUpdate.flags)
    if (title !== undefined) checkText(title, '--title', LONGEST_TITLE)
    const {conversations} = await this.api()
    return conversations.update(args.id, {discarded, title})
  }
}
