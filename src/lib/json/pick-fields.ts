import {JsonScanner} from './scanner.js'

/** The members in which a list stands that does not stand alone. */
export const LISTS = ['items', 'summaries'] as const

/**
 * Only these members of a JSON document, in this order, as they are written there: of each element where it is a list or has one
 * in `items`. What is missing is left out, and what is no object stays as it is.
 */
export function pickFields(json: string, fields: readonly string[]): string {
  const bytes = Buffer.from(json)
  const scanner = new JsonScanner(bytes)
  scanner.space()
  if (scanner.startsArray) return elementsOf(bytes, scanner, fields)
  if (!scanner.startsObject) return json
  const members = membersOf(bytes, scanner)
  const wrapper = LISTS.find((name) => members.get(name)?.startsWith('['))
  if (!wrapper) return objectOf(members, fields)
  members.set(wrapper, pickFields(members.get(wrapper) ?? '[]', fields))
  return objectOf(members, [...members.keys()])
}

function elementsOf(bytes: Buffer, scanner: JsonScanner, fields: readonly string[]): string {
  const elements: string[] = []
  scanner.array(() => {
    if (scanner.startsObject) {
      elements.push(objectOf(membersOf(bytes, scanner), fields))
    } else {
      const start = scanner.at
      scanner.value()
      elements.push(bytes.toString('utf8', start, scanner.at))
    }
  })
  return `[${elements.join(',')}]`
}

/** The members of the object that begins here, as they are written, by their keys. */
function membersOf(bytes: Buffer, scanner: JsonScanner): Map<string, string> {
  const members = new Map<string, string>()
  scanner.object((keyAt) => {
    const start = scanner.at
    const [key = ''] = JSON.parse(`[${bytes.toString('utf8', keyAt, start).replace(/:\s*$/, '')}]`) as string[]
    scanner.value()
    members.set(key, bytes.toString('utf8', start, scanner.at))
  })
  return members
}

function objectOf(members: ReadonlyMap<string, string>, fields: readonly string[]): string {
  const kept = fields.filter((field) => members.has(field))
  return `{${kept.map((field) => `${JSON.stringify(field)}:${members.get(field)}`).join(',')}}`
}
