import {type Context} from 'hono'
import {stream} from 'hono/streaming'
import {setTimeout as sleep} from 'node:timers/promises'

import {type AppEnv} from './app-types.js'
import {type Schema} from './contract.js'
import {type LineFault} from './faults.js'

/** What a piece has, in words. */
const WORDS = /(?:\S+\s*){1,4}/g

/** Longer than any line that a client should take, in bytes. */
const ENDLESS = 10 * 2 ** 20
const CHUNK = 64 * 1024

/** Between two signs of life, in milliseconds. */
const HEARTBEAT = 50

/** A piece that would clear the screen and rename the window. */
const ESCAPES = ['\u001B[2J\u001B', ']0;owned\u0007 ']

/** The answer to a chat message, which goes out in lines. */
export class ChatAnswer {
  /** `keep` keeps the text that the answer ends with, and makes a message of it. */
  constructor(
    readonly text: string,
    readonly sources: readonly string[],
    readonly keep: (text: string) => Schema<'Message'>,
  ) {}
}

/** Sends it line by line, with something wrong about it where there is a fault. */
export function streamed(answer: ChatAnswer, fault: LineFault | undefined, c: Context<AppEnv>) {
  const chunks = chunksOf(answer, fault)
  c.header('Content-Type', 'text/event-stream; charset=utf-8')
  return stream(c, async (out) => {
    for await (const chunk of chunks) {
      if (out.aborted) return
      await out.write(chunk)
    }
  })
}

/** What is kept of the answer is kept now; all else is made as it is sent. */
function chunksOf(answer: ChatAnswer, fault: LineFault | undefined): AsyncIterable<Buffer> | Iterable<Buffer> {
  const pieces = piecesOf(answer, fault)
  const message = answer.keep(fault === 'other-ending' ? `${answer.text} [1]` : Buffer.concat(pieces).toString())
  const begin = [
    ': heartbeat',
    'think: Looking through your conversations',
    ...answer.sources.map((title) => `memory: ${title}`),
    'message: 1',
  ]
  const done = fault === 'bad-done' ? 'done: %%%' : `done: ${base64(JSON.stringify(message))}`
  const lines = [...begin, ...pieces.map((piece) => pieceLine(piece)), ...endOf(fault, done)].map((line) =>
    Buffer.concat([Buffer.from(line), Buffer.from('\n\n')]),
  )
  switch (fault) {
    case 'endless-line': {
      return endlessLine()
    }

    case 'heartbeats': {
      return heartbeats()
    }

    case 'split-characters': {
      // A byte at a time: what is read at once may be several, and no character of it need be whole.
      return Array.from(Buffer.concat(lines), (byte) => Buffer.of(byte))
    }

    default: {
      return lines
    }
  }
}

function endOf(fault: LineFault | undefined, done: string): string[] {
  switch (fault) {
    case 'error-then-done': {
      return [`error: ${JSON.stringify({error: 'server_error', message: 'The model failed.'})}`, done]
    }

    case 'no-done': {
      return []
    }

    case 'quota': {
      return [`error: ${JSON.stringify({error: 'quota_exceeded', message: 'No messages are left this month.'})}`]
    }

    case 'unknown-frame': {
      return ['mood: cheerful', 'a line without a name', done]
    }

    default: {
      return [done]
    }
  }
}

/** The text in pieces, as bytes: with `split-characters` no character that has several is in one piece. */
function piecesOf({text}: ChatAnswer, fault: LineFault | undefined): Buffer[] {
  if (fault === 'split-characters') {
    const bytes = Buffer.from(`🦜 ${text}`)
    return Array.from({length: Math.ceil(bytes.length / 2)}, (_, at) => bytes.subarray(2 * at, 2 * at + 2))
  }

  const pieces = [...(fault === 'escapes' ? ESCAPES : []), ...(text.match(WORDS) ?? [])]
  return pieces.map((piece) => Buffer.from(piece))
}

const pieceLine = (piece: Buffer) =>
  Buffer.concat([Buffer.from('data: '), Buffer.from(piece.toString('latin1').replaceAll('\n', '__CRLF__'), 'latin1')])

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** @yields one line in pieces, which has no end */
function* endlessLine(): Generator<Buffer> {
  yield Buffer.from('data: ')
  for (let sent = 0; sent < ENDLESS; sent += CHUNK) yield Buffer.alloc(CHUNK, 'x')
}

/** @yields signs of life, for ever */
async function* heartbeats(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from(': heartbeat\n\n')
    await sleep(HEARTBEAT)
  }
}
