import {OPERATIONS} from '../contract/operations.js'
import {type ConversationFromSegments} from '../contract/schema.js'
import {invalidValue} from '../errors/index.js'
import {isObject} from '../json/is-object.js'

/** The most segments of one conversation. */
const MAX_SEGMENTS = OPERATIONS.createConversationFromSegments.limits.transcript_segments

/** Of a file in which everything is wrong the beginning is enough to see what. */
const MAX_SHOWN = 20

type Segment = ConversationFromSegments['transcript_segments'][number]

/** What is wrong with a value, as the end of a sentence; undefined when nothing is. */
type Check = (value: unknown) => string | undefined

const isText: Check = (value) => (typeof value === 'string' ? undefined : `(${shown(value)}) is not a text`)

const isSpokenText: Check = (value) => (typeof value === 'string' && value.trim() === '' ? 'is empty' : isText(value))

const isInteger: Check = (value) => (Number.isInteger(value) ? undefined : `(${shown(value)}) is not a whole number`)

const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : `(${shown(value)}) is not true or false`)

function isOffset(value: unknown): string | undefined {
  if (typeof value !== 'number') return `(${shown(value)}) is not a number`
  if (!Number.isFinite(value)) return 'is not a finite number'
  return value < 0 ? `(${shown(value)}) is negative` : undefined
}

const FIELDS: {readonly [Name in keyof Segment]-?: Check} = {
  text: isSpokenText,
  speaker: isText,
  speaker_id: isInteger,
  is_user: isBoolean,
  person_id: isText,
  start: isOffset,
  end: isOffset,
}
const REQUIRED: ReadonlyArray<string> = ['text', 'start', 'end'] satisfies Array<keyof Segment>

/**
 * The segments in `list` as the API takes them: its own fields, without those that are null. Other fields are left out,
 * since transcripts carry more than the API wants. Throws a UsageError with a line per problem (`segment 3: end (1.0) is
 * not after start (2.0)`); `label` names the file as the user typed it.
 */
export function checkSegments(list: unknown, label: string): Segment[] {
  if (!Array.isArray(list)) throw invalidValue(label, 'The segments are not a list.')
  if (list.length === 0) throw invalidValue(label, 'There are no segments in it.')
  if (list.length > MAX_SEGMENTS) {
    throw invalidValue(label, `It has ${list.length} segments; at most ${MAX_SEGMENTS} are allowed.`)
  }

  const problems = list.flatMap((segment, index) =>
    problemsOf(segment).map((problem) => `segment ${index + 1}${problem}`),
  )
  if (problems.length === 0) return list.map((segment) => knownFields(segment as Segment))
  const more =
    problems.length > MAX_SHOWN ? [`${problems.length} problems in all; the first ${MAX_SHOWN} are shown.`] : []
  throw invalidValue(label, [...problems.slice(0, MAX_SHOWN), ...more].join('\n'))
}

function problemsOf(segment: unknown): string[] {
  if (!isObject(segment)) return [' is not an object']
  const problems = Object.entries(FIELDS).flatMap(([name, check]) => {
    const value = segment[name] ?? undefined
    const problem = value === undefined ? REQUIRED.includes(name) && 'is missing' : check(value)
    return problem ? [`: ${name} ${problem}`] : []
  })
  const {end, start} = segment
  const known = typeof start === 'number' && typeof end === 'number' && !isOffset(start) && !isOffset(end)
  if (!known || end > start) return problems
  return [...problems, `: end (${shown(end)}) is not after start (${shown(start)})`]
}

const knownFields = (segment: Segment) =>
  Object.fromEntries(
    Object.entries(segment).filter(([name, value]) => Object.hasOwn(FIELDS, name) && value !== null),
  ) as Segment

/** A value as a user finds it in the file, cut short. */
function shown(value: unknown): string {
  if (Number.isInteger(value)) return Number(value).toFixed(1)
  const text = JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
