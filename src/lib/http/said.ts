import {compactJson} from '../json/layout.js'
import {JsonScanner} from '../json/scanner.js'
import {type AnswerBody, isRecord} from './answer.js'

/** A part of what a server says: JSON.parse makes other numbers and another order of it, so its text goes along. */
export interface Said {
  /** Valid JSON, as UTF-8. */
  readonly json: Buffer
  /** The same, parsed. */
  readonly value: unknown
}

/** What a body says; undefined when it is not JSON. */
export function saidIn(body: AnswerBody): Said | undefined {
  try {
    return {json: Buffer.from(body.text), value: JSON.parse(body.text)}
  } catch {
    return undefined
  }
}

/** A member of an object, the last of that name as in JSON.parse; undefined where there is none, or null. */
export function memberOf({json, value}: Said, name: string): Said | undefined {
  if (!isRecord(value) || !Object.hasOwn(value, name)) return
  return value[name] === null ? undefined : {json: memberIn(json, name) ?? json, value: value[name]}
}

/** The text of a member of what is an object, the last of that name as in JSON.parse; undefined where there is none. Nothing is parsed. */
export function memberIn(json: Buffer, name: string): Buffer | undefined {
  const scanner = scannerOf(json)
  if (!scanner.startsObject) return undefined
  let found: Buffer | undefined
  scanner.object((keyAt) => {
    const key = json.toString('utf8', keyAt, scanner.at).replace(/\s*:\s*$/, '')
    const from = scanner.at
    scanner.value()
    if (JSON.parse(key) === name) found = json.subarray(from, scanner.at)
  })
  return found
}

/** The elements of an array. */
export function elementsOf({json, value}: Said): Said[] {
  const values = value as unknown[]
  const parts: Buffer[] = []
  const scanner = scannerOf(json)
  scanner.array(() => {
    const from = scanner.at
    scanner.value()
    parts.push(json.subarray(from, scanner.at))
  })
  return parts.map((part, index) => ({json: part, value: values[index]}))
}

/** In words: a text as it is, all else as JSON on one line, as it came. */
export const inWords = ({json, value}: Said): string =>
  typeof value === 'string' ? value : compactJson(json.toString())

function scannerOf(json: Buffer): JsonScanner {
  const scanner = new JsonScanner(json)
  scanner.space()
  return scanner
}
