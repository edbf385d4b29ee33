import {Chat} from '../api/chat.js'
import {type Task} from '../contract/schema.js'
import {ambiguousId, errorOf, InterruptedError, isOmiError, missingArgument, withLine} from '../errors/index.js'
import {leavesDoubt} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {type Output} from '../output/output.js'
import {records} from '../output/records.js'
import {nearest} from '../text/nearest.js'
import {sendMessage, tellStopped} from './answer.js'
import {type LineHistory} from './line-history.js'
import {LineReader} from './line-reader.js'
import {CLEARS_ALL, messageView, taskView} from './message-view.js'

/** What can be typed beside messages, with what it does. */
const COMMANDS = {
  '/history': 'The last messages',
  '/clear': 'Clear the chat, for all your clients',
  '/tasks': 'What is to be done',
  '/task add TEXT': 'Add a task',
  '/task done ID': 'Complete a task; the beginning of its id will do',
  '/help': 'This list',
  '/quit': 'Leave, as Ctrl-D does',
}
const WORDS = ['/history', '/clear', '/tasks', '/task add ', '/task done ', '/help', '/quit']

const PROMPT = '> '

/** How many messages are shown. */
const SHOWN = 20

/** The fewest characters of an id that are completed. */
const SHORTEST_BEGINNING = 6

interface Surroundings {
  readonly history: LineHistory
  readonly http: HttpClient
  readonly output: Output
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal
}

/**
 * A chat at a terminal, line by line, until somebody leaves it. Errors are shown, and it goes on. Throws "Interrupted" for who leaves
 * with Ctrl-C, and the reason of a signal.
 */
export class ChatSession {
  /** Ends what a line has begun. */
  private ending?: AbortController
  private readonly lines: LineReader

  constructor(private readonly surroundings: Surroundings) {
    const {
      history,
      output: {io},
      signal,
    } = surroundings
    this.lines = new LineReader({
      commands: WORDS,
      history: history.lines,
      interrupt: () => this.stop(),
      io,
      signal,
    })
  }

  async run(): Promise<void> {
    const {history, output} = this.surroundings
    output.note('A line is a message to Omi. /help lists what else there is, /quit leaves.')
    try {
      for (;;) {
        const line = (await this.lines.next(PROMPT))?.trim()
        if (line === undefined || line === '/quit') return
        if (line === '') continue
        await this.take(line, history.add(line))
      }
    } finally {
      this.lines.close()
    }
  }

  private async addTask(text: string, chat: Chat): Promise<void> {
    if (text === '') throw missingArgument('TEXT', 'What is to be done? /task add Call the dentist')
    const {output} = this.surroundings
    const {description, id} = await chat.addTask(text)
    output.success(`Task added: ${description ?? text} (${id})`)
  }

  private async clear(chat: Chat): Promise<void> {
    const {output} = this.surroundings
    const answer = await this.lines.next(`${CLEARS_ALL} (y/N) `)
    if (!/^y(?:es)?$/i.test(answer?.trim() ?? '')) return output.note('Nothing was changed.')
    await inDoubt(chat.clear(), '/history')
    output.success('Chat cleared.')
  }

  private async completeTask(typed: string, chat: Chat): Promise<void> {
    if (typed === '') throw missingArgument('ID', 'Which one? /tasks lists them: /task done ID')
    const {output} = this.surroundings
    const open = records((await chat.tasks()).action_items)
    const task = taskOf(typed, open)
    await inDoubt(chat.completeTask(task?.id ?? typed), '/tasks')
    output.success(`Task done: ${task?.description ?? typed}`)
  }

  private async do(line: string, chat: Chat): Promise<void> {
    const {output} = this.surroundings
    const [command = '', ...words] = line.split(/\s+/)
    const rest = line.slice(command.length).trim()
    if (command === '/task') {
      const [verb = ''] = words
      const text = rest.slice(verb.length).trim()
      if (verb === 'add') return this.addTask(text, chat)
      if (verb === 'done') return this.completeTask(text, chat)
      throw noSuchCommand(verb === '' ? command : `${command} ${verb}`)
    }

    if (!WORDS.includes(command)) throw noSuchCommand(command)
    if (rest !== '') throw errorOf('unexpected_argument', {about: [rest], detail: `${command} stands alone.`})
    switch (command) {
      case '/clear': {
        return this.clear(chat)
      }

      case '/history': {
        return output.list(messageView, [...(await chat.history(SHOWN))].reverse())
      }

      case '/tasks': {
        return this.showTasks(chat)
      }

      default: {
        const width = Math.max(...Object.keys(COMMANDS).map(({length}) => length))
        for (const [words, does] of Object.entries(COMMANDS)) output.note(`${words.padEnd(width)}  ${does}`)
      }
    }
  }

  private async showTasks(chat: Chat): Promise<void> {
    const {output} = this.surroundings
    const {action_items: tasks, has_more: hasMore} = await chat.tasks()
    await output.list(taskView, records(tasks))
    if (hasMore) await output.hint('There are more: omi action-item list --open --all')
  }

  /** Whether there was something to stop. */
  private stop(): boolean {
    this.ending?.abort(new InterruptedError('SIGINT'))
    return this.ending !== undefined
  }

  /** Does what a line asks for; `kept` is when it is in the history. */
  private async take(line: string, kept: Promise<void>): Promise<void> {
    const {http, output, signal} = this.surroundings
    const ending = new AbortController()
    this.ending = ending
    const chat = new Chat(http.until(ending.signal))
    try {
      await kept
      ending.signal.throwIfAborted()
      await (line.startsWith('/') ? this.do(line, chat) : sendMessage(chat, line, output))
    } catch (error) {
      if (!isOmiError(error) || signal.aborted) throw error
      if (ending.signal.aborted) tellStopped(error, output)
      else if (error instanceof InterruptedError) throw error
      else output.error(error)
    } finally {
      this.ending = undefined
    }
  }
}

/** Adds to the error of a change that may have been made all the same where that can be seen. */
async function inDoubt(change: Promise<void>, checkWith: string): Promise<void> {
  try {
    await change
  } catch (error) {
    throw leavesDoubt(error) ? withLine(error, `It may have been done: see ${checkWith}.`) : error
  }
}

/** The task that is meant by an id or the beginning of one. Throws a UsageError where it could be several. */
function taskOf(typed: string, open: readonly Task[]): Task | undefined {
  const matching = open.filter(({id}) => id.startsWith(typed))
  const whole = matching.find(({id}) => id === typed)
  if (whole || typed.length < SHORTEST_BEGINNING) return whole
  if (matching.length <= 1) return matching[0]
  throw ambiguousId(
    typed,
    matching.map(({description, id}) => ({id, text: description})),
  )
}

function noSuchCommand(typed: string) {
  const near = nearest(
    typed,
    WORDS.map((word) => word.trim()),
  )
  return errorOf('no_such_command', {
    about: [typed],
    detail: near ? `Did you mean ${near}? See /help.` : 'See /help. A message begins with something else than /.',
  })
}
