import {type Node, type ParseError, parseTree, printParseErrorCode} from 'jsonc-parser'
import {isDeepStrictEqual} from 'node:util'

import {indentation, isBlank, lineEnd, lineEnding, splice} from '../../config/text-lines.js'

/** Takes JSON with comments and trailing commas. Throws an Error that says line and column of what is wrong. */
function parsed(text: string): Node {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, {allowTrailingComma: true})
  const [first] = errors
  if (first) throw new Error(`${placeOf(text, first.offset)}: ${wordsOf(printParseErrorCode(first.error))}.`)
  if (root?.type !== 'object') throw new Error('line 1, column 1: Expected an object.')
  return root
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}

/** `PropertyNameExpected` as words. */
const wordsOf = (code: string) => code.replaceAll(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** What a key of an object stands for: of a doubled one the last, as parsers have it. */
const memberOf = (home: Node, key: string): Node | undefined =>
  (home.children ?? []).findLast(({children: [name] = []}) => name?.value === key)?.children?.[1]

/** The object that is the value of `key`; undefined where there is none. Throws an Error where it is something else. */
function objectAt(text: string, root: Node, key: string): Node | undefined {
  const node = memberOf(root, key)
  if (node && node.type !== 'object') throw new Error(`${placeOf(text, node.offset)}: Expected an object for ${key}.`)
  return node
}

/**
 * The text with the member `name` of the object `parent` set, which is added where it is missing; everything else stands as it
 * was. An empty text is as good as an empty object. Throws an Error for what is no JSON with comments.
 */
export function setJsonMember(text: string, [parent, name]: readonly [string, string], value: object): string {
  if (isBlank(text)) return `${JSON.stringify({[parent]: {[name]: value}}, undefined, 2)}\n`
  const root = parsed(text)
  const home = objectAt(text, root, parent)
  if (!home) return insertFirst(text, root, parent, {[name]: value})
  const present = memberOf(home, name)
  if (!present) return insertFirst(text, home, name, value)
  if (isDeepStrictEqual(valueOf(present), value)) return text
  const end = present.offset + present.length
  if (!text.slice(present.offset, end).includes('\n')) return splice(text, present.offset, end, JSON.stringify(value))
  const inner = indentation(text, present.parent?.offset ?? present.offset)
  return splice(text, present.offset, end, laidOut(text, root, value, inner))
}

/** What the member `name` of the object `parent` says; undefined where there is none. Throws as `setJsonMember` does. */
export function jsonMember(text: string, [parent, name]: readonly [string, string]): unknown {
  if (isBlank(text)) return undefined
  const home = objectAt(text, parsed(text), parent)
  const member = home && memberOf(home, name)
  return member && valueOf(member)
}

const valueOf = (node: Node): unknown =>
  node.type === 'object'
    ? Object.fromEntries(
        (node.children ?? []).map(({children: [key, member] = []}) => [key?.value, member && valueOf(member)]),
      )
    : node.type === 'array'
      ? (node.children ?? []).map((child) => valueOf(child))
      : node.value

/** Puts a member in front of those that an object has, so that comments stay with what they are about. */
function insertFirst(text: string, home: Node, key: string, value: unknown): string {
  const eol = lineEnding(text)
  const start = home.offset + 1
  const end = home.offset + home.length - 1
  const [first] = home.children ?? []
  const inside = new Set(text.slice(start, end))
  const root = parsed(text)
  if (first && !inside.has('\n')) {
    return splice(text, first.offset, first.offset, `${JSON.stringify(key)}: ${JSON.stringify(value)}, `)
  }

  const outer = indentation(text, home.offset)
  const inner = outer + stepOf(text, root)
  const member = `${inner}${JSON.stringify(key)}: ${laidOut(text, root, value, inner)}`
  // A comment behind the brace stays there.
  const at = inside.has('\n') ? lineEnd(text, start) : start
  if (first) return splice(text, at, at, `${eol}${member},`)
  return splice(text, at, at, `${eol}${member}${inside.has('\n') ? '' : eol + outer}`)
}

/** What the lines of an object are indented by, more than those around it. */
function stepOf(text: string, root: Node): string {
  const [first] = root.children ?? []
  return (first && text.slice(0, first.offset).includes('\n') && indentation(text, first.offset)) || '  '
}

const laidOut = (text: string, root: Node, value: unknown, inner: string) =>
  JSON.stringify(value, undefined, stepOf(text, root)).replaceAll('\n', lineEnding(text) + inner)

/** The text without the member `name` of the object `parent`; the text itself where there is none. Throws as `setJsonMember` does. */
export function removeJsonMember(text: string, [parent, name]: readonly [string, string]): string {
  if (isBlank(text)) return text
  const home = objectAt(text, parsed(text), parent)
  const member = home && memberOf(home, name)?.parent
  return member ? withoutMember(text, member) : text
}

/** Takes out what `insertFirst` puts in, and what others may have made of it. */
function withoutMember(text: string, member: Node): string {
  const {parent} = member
  const siblings = parent?.children ?? []
  const index = siblings.indexOf(member)
  const next = siblings[index + 1]
  const previous = siblings[index - 1]
  const end = member.offset + member.length
  const before = text.slice(0, member.offset)
  const lead = /(?:\r?\n)?[\t ]*$/.exec(before)?.[0].length ?? 0
  if (next) {
    const comma = text.indexOf(',', end)
    const isOnOneLine = !text.slice(parent?.offset, end).includes('\n')
    const follow = isOnOneLine ? (/^[\t ]*/.exec(text.slice(comma + 1))?.[0].length ?? 0) : 0
    return splice(text, member.offset - (isOnOneLine ? 0 : lead), comma + 1 + follow, '')
  }

  const removed = splice(text, member.offset - lead, end, '')
  if (!previous) return removed
  const comma = text.indexOf(',', previous.offset + previous.length)
  return comma !== -1 && comma < member.offset ? splice(removed, comma, comma + 1, '') : removed
}
