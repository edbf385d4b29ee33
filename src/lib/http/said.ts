import {compactJson} from '../json/layout.js'
import {JsonScanner} from '../json/scanner.js'
import {isRecord} from './answer.js'

/** A part of what a server says: JSON.parse makes other numbers and another order of it, so its text goes along. */
export interface Said {
  /** Valid JSON. */
  readonly text: string
  /** The same, parsed. */
  readonly value: unknown
}

/** What a body says; undefined when it is not JSON. */
export function saidIn(body: string): Said | undefined {
  try {
    return {text: body, value: JSON.parse(body)}
  } catch {
    return undefined
  }
}

/** A member of an object, the last of that name as in JSON.parse; undefined where there is none, or null. */
export function memberOf({text, value}: Said, name: string): Said | undefined {
  if (!isRecord(value) || !Object.hasOwn(value, name)) return
  const scanner = scannerOf(text)
  let found = 'null'
  scanner.object((keyAt) => {
    const key = text.slice(keyAt, scanner.at).replace(/\s*:\s*$/, '')
    const from = scanner.at
    scanner.value()
    if (JSON.parse(key) === name) found = text.slice(from, scanner.at)
  })
  return value[name] === null ? undefined : {text: found, value: value[name]}
}

/** The elements of an array. */
export function elementsOf({text, value}: Said): Said[] {
  const values = value as unknown[]
  const texts: string[] = []
  const scanner = scannerOf(text)
  scanner.array(() => {
    const from = scanner.at
    scanner.value()
    texts.push(text.slice(from, scanner.at))
  })
  return texts.map((element, index) => ({text: element, value: values[index]}))
}

/** In words: a text as it is, all else as JSON on one line, as it came. */
export const inWords = ({text, value}: Said): string => (typeof value === 'string' ? value : compactJson(text))

function scannerOf(text: string): JsonScanner {
  const scanner = new JsonScanner(text)
  scanner.space()
  return scanner
}
