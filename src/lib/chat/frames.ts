import {isRecord} from '../http/answer.js'

/**
 * One line of the answer to a message, as the server's side has it (`sendMessage` in lib/contract/openapi.yaml). What only tells
 * what happens meanwhile is `progress`.
 */
export type Frame =
  | {readonly bytes: Buffer; readonly kind: 'piece'}
  | {readonly code: string; readonly kind: 'error'; readonly message?: string}
  | {readonly encoded: string; readonly kind: 'done'}
  | {readonly kind: 'progress'}
  | {readonly kind: 'unknown'}

const COLON = 0x3a
const BLANK = 0x20

/** Reads a line, of which no character need be whole: a piece may end in the middle of one. */
export function readFrame(line: Buffer): Frame {
  const end = line.indexOf(COLON)
  const name = line.toString('latin1', 0, Math.max(0, end))
  const content = line.subarray(end + (line[end + 1] === BLANK ? 2 : 1))
  switch (name) {
    case 'data': {
      return {bytes: content, kind: 'piece'}
    }

    case 'done': {
      return {encoded: content.toString('latin1').trim(), kind: 'done'}
    }

    case 'error': {
      return {kind: 'error', ...readError(content.toString('utf8').trim())}
    }

    case 'memory':
    case 'message':
    case 'think': {
      return {kind: 'progress'}
    }

    default: {
      return {kind: 'unknown'}
    }
  }
}

/** `{"error": code, "message"?}`; of older servers `402:{"message"}` or `402:text`; anything else is a text. */
function readError(text: string): {code: string; message?: string} {
  const [, status, rest = ''] = /^(\d{3})(?::(.*))?$/s.exec(text) ?? []
  if (status !== undefined) {
    return {code: status, message: textIn(parsed(rest), 'message', 'detail', 'error') ?? (rest.trim() || undefined)}
  }

  const document = parsed(text)
  const code = textIn(document, 'error')
  return code === undefined
    ? {code: 'unknown', message: text || undefined}
    : {code, message: textIn(document, 'message')}
}

/** The first text among these fields. */
function textIn(document: unknown, ...names: string[]): string | undefined {
  if (!isRecord(document)) return undefined
  return names.map((name) => document[name]).find((text): text is string => typeof text === 'string' && text !== '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
