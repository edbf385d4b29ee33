import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {type Chat as ChatApi} from '../lib/api/chat.js'
import {OPERATIONS} from '../lib/contract/operations.js'
import {type Message} from '../lib/contract/schema.js'
import {browserSignInRequired, errorOf, isOmiError, missingArgument} from '../lib/errors/index.js'
import {integerFlag, yesFlag} from '../lib/flags/flags.js'
import {READS_STDIN, type ValueFacts} from '../lib/flags/value-facts.js'
import {type HttpClient} from '../lib/http/http-client.js'
import {checkText} from '../lib/input/check-text.js'
import {textFrom, textLimit} from '../lib/input/input.js'
import {BaseCommand} from '../lib/run/base-command.js'

interface Cleared {
  readonly cleared: true
}

type ChatResult = Cleared | Message | Message[]

/** The longest message, in characters: the server names no limit, and stdin may have no end. */
const LONGEST = 100_000

const LIMIT = OPERATIONS.listMessages.ranges.limit

export default class Chat extends BaseCommand<ChatResult | undefined> {
  static override args = {
    prompt: Args.string({
      ...READS_STDIN,
      ...({requiredUnless: ['history', 'clear']} satisfies ValueFacts),
      description: 'The message; - reads it from stdin. Without it, at a terminal, a chat line by line',
      ignoreStdin: true,
    }),
  }
  static override description =
    'Needs a browser sign-in: omi auth login --browser. The answer is shown as it comes. A message is sent once, whatever ' +
    'happens; where it is not known what became of it, the error says so. With --json it is the message that the answer ends with.'
  static override examples = [
    '<%= config.bin %> chat "What did we decide about the budget?"',
    'echo "When is the rehearsal?" | <%= config.bin %> --json chat -',
    '<%= config.bin %> chat --history --limit 5',
    '<%= config.bin %> chat --clear --yes',
  ]
  static override flags = {
    history: Flags.boolean({exclusive: ['clear'], summary: 'Show the last messages'}),
    limit: {
      ...integerFlag('How many messages', LIMIT),
      ...({usual: LIMIT.default} satisfies ValueFacts),
      default: undefined,
      dependsOn: ['history'],
    },
    clear: Flags.boolean({summary: 'Clear the chat, for all your clients'}),
    yes: {...yesFlag(), dependsOn: ['clear']},
  }
  static override readonly operations = [
    'sendMessage',
    'listMessages',
    'clearMessages',
    'listTasks',
    'createTask',
    'completeTask',
  ] as const
  static override summary = 'Chat with Omi'
  static override usage = ['chat [PROMPT]', 'chat --history [--limit 1-100]', 'chat --clear [--yes]']

  protected async render(result: ChatResult) {
    const {showChat} = await import('../lib/chat/message-view.js')
    await showChat(this.output, result)
  }

  async run(): Promise<ChatResult | undefined> {
    const {args, flags} = await this.parse(Chat)
    const {clear, history, limit = LIMIT.default} = flags
    if (clear || history) {
      const flag = clear ? '--clear' : '--history'
      if (args.prompt !== undefined)
        throw errorOf('unexpected_argument', {about: [args.prompt], detail: `With ${flag} no message is sent.`})
      if (history) return (await this.chat()).history(limit)
      const {CLEARS_ALL} = await import('../lib/chat/message-view.js')
      await this.confirm(CLEARS_ALL, flags.yes)
      await (await this.chat()).clear()
      return {cleared: true}
    }

    if (args.prompt === undefined) return this.converse()
    const prompt = await textFrom(args.prompt, this.output, this.signal, textLimit('PROMPT', LONGEST))
    checkText(prompt, 'PROMPT', LONGEST)
    return this.send(prompt)
  }

  private async chat(): Promise<ChatApi> {
    const [{Chat: Api}, http] = await Promise.all([import('../lib/api/chat.js'), this.http()])
    return new Api(http)
  }

  /** Line by line: all of it is shown as it happens. */
  private async converse(): Promise<undefined> {
    const {output, signal} = this
    if (!this.somebodyIsThere || !output.terminal) {
      throw missingArgument('PROMPT', 'Give the message, or - for stdin. A chat line by line is for a terminal.')
    }

    const http = await this.http()
    const [{ChatSession}, {LineHistory}] = await Promise.all([
      import('../lib/chat/session.js'),
      import('../lib/chat/line-history.js'),
    ])
    const history = await LineHistory.of(await this.settings())
    await new ChatSession({history, http, output, signal}).run()
  }

  /** Throws "Browser sign-in required" before anything is asked, of somebody here or of the server. */
  private async http(): Promise<HttpClient> {
    const {configProblem, profile} = await this.settings()
    if (configProblem) throw configProblem
    if (!profile.id_token && !profile.refresh_token) throw browserSignInRequired()
    return (await this.api()).http
  }

  private async send(prompt: string): Promise<Message> {
    const {globals, output} = this
    const [{sendMessage, tellStopped}, chat] = await Promise.all([import('../lib/chat/answer.js'), this.chat()])
    try {
      return await sendMessage(chat, prompt, output, !globals.json && globals.fields === undefined)
    } catch (error) {
      if (isOmiError(error) && error.exitCode > 128) tellStopped(error, output)
      throw error
    }
  }
}
