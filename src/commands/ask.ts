import * as Flags from '@oclif/core/flags'

import {type Answer} from '../lib/api/types.js'
import {showAnswer} from '../lib/ask/answer-view.js'
import {OPERATIONS} from '../lib/contract/operations.js'
import {limitFlag, requiredArg} from '../lib/flags/flags.js'
import {READS_STDIN} from '../lib/flags/value-facts.js'
import {checkText} from '../lib/input/check-text.js'
import {textFrom, textLimit} from '../lib/input/input.js'
import {checkTimeZone, namedTimeZone} from '../lib/input/time-zone.js'
import {type McpTool} from '../lib/mcp/tool.js'
import {BaseCommand} from '../lib/run/base-command.js'

/** The longest question, in characters. */
const LONGEST_QUESTION = OPERATIONS.ask.limits.question

export default class Ask extends BaseCommand<Answer> {
  static override args = {
    question: requiredArg(
      `What you want to know, up to ${LONGEST_QUESTION} characters; - reads it from stdin`,
      READS_STDIN,
    ),
  }
  static override description =
    'Prints the answer, an empty line, and the conversations it comes from: id, title and time.'
  static override examples = [
    '<%= config.bin %> ask "What did we decide about the budget?"',
    '<%= config.bin %> ask "When is the rehearsal?" --timezone Europe/Berlin --limit 3',
  ]
  static override flags = {
    limit: limitFlag(OPERATIONS.ask.ranges.limit),
    timezone: Flags.string({
      helpValue: 'ZONE',
      summary:
        'What "today" and "at nine" mean in the question and the answer: an IANA name such as Europe/Berlin ' +
        '[default: the global --timezone, OMI_TIMEZONE or TZ, else UTC]',
    }),
  }
  static override readonly mcpTool = {
    name: 'ask',
    title: 'Ask about conversations',
    description:
      'Answers a question in words from the user’s recorded conversations, with the conversations it comes from. Slower than the others (up to a minute); for facts about the user use memory_search.',
    toolset: 'ask',
    input: {
      question: 'The question, in the user’s language',
      limit: 'How many conversations the answer may come from',
      timezone: 'What "today" means in it: an IANA name such as Europe/Berlin',
    },
  } as const satisfies McpTool
  static override readonly operations = ['ask'] as const
  static override readonly readOnly = true
  static override summary = 'Ask a question about your conversations'

  protected render(answer: Answer) {
    return showAnswer(this.output, answer)
  }

  async run() {
    const {args, flags} = await this.parse(Ask)
    const {limit, timezone = namedTimeZone(this.output.io.env) ?? 'UTC'} = flags
    checkTimeZone(timezone, '--timezone')
    const question = await textFrom(args.question, this.output, this.signal, textLimit('QUESTION', LONGEST_QUESTION))
    checkText(question, 'QUESTION', LONGEST_QUESTION)
    const api = await this.api()
    return api.ask({question, limit, timezone})
  }
}
