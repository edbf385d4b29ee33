import {StringDecoder} from 'node:string_decoder'

import {requestFor} from '../api/call.js'
import {type Chat} from '../api/chat.js'
import {type Message} from '../contract/schema.js'
import {errorOf, isOmiError, type OmiError, unexpectedResponse, withLine} from '../errors/index.js'
import {AnswerBody, isRecord} from '../http/answer.js'
import {leavesDoubt} from '../http/create-once.js'
import {beginning, refusal} from '../http/refusal.js'
import {withSource} from '../json/source.js'
import {type Output} from '../output/output.js'
import {visibleLines} from '../text/visible-text.js'
import {type Frame, readFrame} from './frames.js'

/** How a line break is written in a piece. */
const LINE_BREAK = '__CRLF__'

const MAY_BE_SAVED = 'It may have been saved: see omi chat --history.'

/** What the codes of error lines mean, where that is what a status means. */
const STATUSES: Readonly<Record<string, number>> = {quota_exceeded: 402, rate_limited: 429}

/**
 * Sends a message, once, and shows the answer as it comes, unless only its document is asked for. Resolves to the answer as the server keeps it. Throws what sending
 * throws, "Answer broke off" where it has no end, and the error that an error line means; with `outcome: "unknown"` and a line
 * that says so where the message may have been saved.
 */
export async function sendMessage(chat: Chat, text: string, output: Output, shown = true): Promise<Message> {
  const screen = shown ? new AnswerOnScreen(output) : undefined
  const wait = (await output.waiting())?.begin({doing: 'Waiting for', what: 'an answer'})
  try {
    const message = await readAnswer(chat.send(text), {
      debug: (line) => output.debug(line),
      async show(piece) {
        wait?.end()
        await screen?.show(piece)
      },
    })
    wait?.end()
    await screen?.end(message.text)
    return message
  } catch (error) {
    wait?.end()
    await screen?.breakOff()
    if (!isOmiError(error) || !leavesDoubt(error)) throw error
    throw withLine(error, MAY_BE_SAVED).with({outcome: 'unknown'})
  }
}

/** How much of a code is shown, in characters. */
const LONGEST_CODE = 60

interface Reader {
  debug(line: string): void
  /** Gets each piece, whose characters are whole. */
  show(piece: string): Promise<void>
}

async function readAnswer(lines: AsyncIterable<Buffer>, {debug, show}: Reader): Promise<Message> {
  const decoder = new StringDecoder('utf8')
  for await (const line of lines) {
    const frame = readFrame(line)
    if (frame.kind === 'error') throw failure(frame)
    if (frame.kind === 'done') {
      await show(decoder.end())
      return messageIn(frame.encoded)
    }

    if (frame.kind === 'piece') await show(decoder.write(frame.bytes).replaceAll(LINE_BREAK, '\n'))
    if (frame.kind === 'unknown') debug('left out a line of the answer that this version does not know')
  }

  throw errorOf('answer_broke_off', {detail: null})
}

/** The message at the end. Throws "Unexpected response" for what is none. */
function messageIn(encoded: string): Message {
  const json = Buffer.from(encoded, 'base64').toString('utf8')
  const message = parsed(json)
  if (!isMessage(message)) throw unexpectedResponse('The end of the answer is no message, and cannot be read.')
  return withSource(message, json)
}

const isMessage = (document: unknown): document is Message => isRecord(document) && typeof document.text === 'string'

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** The error that an error line means. */
function failure({code, message}: Extract<Frame, {kind: 'error'}>): OmiError {
  const status = STATUSES[code] ?? Number(code)
  if (status >= 400 && status < 600) {
    const body = new AnswerBody(JSON.stringify({detail: message ?? ''}))
    return refusal({body, headers: {}, host: '', status}, requestFor('sendMessage'))
  }

  const text = beginning(message)
  return errorOf('answer_failed', {
    about: [beginning(code)?.slice(0, LONGEST_CODE) ?? ''],
    detail: text ?? 'Omi could not answer. Try again later.',
    facts: {...(text && {server_detail: text})},
  })
}

/** An answer on stdout, as it comes. */
class AnswerOnScreen {
  private text = ''

  constructor(private readonly output: Output) {}

  /** Whatever is shown next begins on a line of its own. */
  async breakOff(): Promise<void> {
    if (this.text !== '' && !this.text.endsWith('\n')) await this.output.write('\n')
  }

  /** Shows the answer again where it ended as another than it came. */
  async end(final: string): Promise<void> {
    await this.breakOff()
    if (sameText(this.text) === sameText(final)) return
    if (this.text !== '') this.output.note('It was changed in the end. The answer as it is kept:')
    await this.output.write(`${visibleLines(final).join('\n')}\n`)
  }

  async show(piece: string): Promise<void> {
    if (piece === '') return
    this.text += piece
    await this.output.write(visibleLines(piece).join('\n'))
  }
}

/** Line ends and white space around it make no other text. */
const sameText = (text: string) => text.replaceAll('\r\n', '\n').trim()

/** Tells what is not known after an interruption, of which else nothing is shown. */
export function tellStopped({detail}: OmiError, output: Output): void {
  output.warn(['Stopped.', detail].filter(Boolean).join(' '))
}
