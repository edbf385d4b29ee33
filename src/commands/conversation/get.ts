import * as Flags from '@oclif/core/flags'

import {type Conversation} from '../../lib/contract/schema.js'
import {showConversation} from '../../lib/conversation/conversation-view.js'
import {idArg} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ConversationGet extends BaseCommand<Conversation> {
  static override args = {id: idArg('conversation', "The conversation's id, as list shows it")}
  static override examples = [
    '<%= config.bin %> conversation get ffde0b14-1915-4b69-a7a8-41317a62216e',
    '<%= config.bin %> conversation get ffde0b14-1915-4b69-a7a8-41317a62216e --include-transcript',
  ]
  static override flags = {'include-transcript': Flags.boolean({summary: 'With what was said'})}
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
