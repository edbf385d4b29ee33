import {isObject} from '../json/is-object.js'
import {type Noun} from './nouns.js'

/** A part of what a document says, in the order in which people read it. */
export interface Part {
  /** Of a transcript: who said it, and when in the recording, in seconds. */
  readonly segment?: Said
  readonly text: string
}

export interface Said {
  readonly end: null | number
  readonly speaker: string
  readonly start: null | number
}

/** What the mirror knows of a document beside its text. */
export interface Facts {
  readonly at: null | number
  readonly createdAt: null | string
  readonly id: string
  /** Where it stands among those of its noun: microseconds since 1970 of `created_at`, or of a summary's `date`; 0 where nothing says. */
  readonly place: number
  readonly title: string
  readonly updatedAt: null | string
}

/** A document of the API, of which nothing is believed before it is looked at. */
export type Document = Readonly<Record<string, unknown>>

/** The longest title, in characters: a memory has none but its text. */
const LONGEST_TITLE = 120

/** A text that is there; an empty one for anything else. A NUL would end it in one of the engines. */
const textIn = (document: Document, name: string): string => {
  const value = document[name]
  if (typeof value !== 'string') return ''
  return value.includes('\0') ? value.replaceAll('\0', ' ') : value
}

const objectIn = (document: Document, name: string): Document => {
  const value = document[name]
  return isObject(value) ? (value as Document) : {}
}

const objectsIn = (document: Document, name: string): Document[] => {
  const value = document[name]
  return Array.isArray(value) ? value.filter((each): each is Document => isObject(each)) : []
}

const textsIn = (document: Document, name: string): string[] => {
  const value = document[name]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** The title of a document; one of an item without one is the beginning of what it says. */
function titleOf(noun: Noun, document: Document): string {
  switch (noun) {
    case 'action-item': {
      return shortened(textIn(document, 'description'))
    }

    case 'conversation': {
      return shortened(textIn(objectIn(document, 'structured'), 'title'))
    }

    case 'daily-summary': {
      return shortened(textIn(document, 'headline') || textIn(document, 'date'))
    }

    case 'folder': {
      return shortened(textIn(document, 'name'))
    }

    case 'goal': {
      return shortened(textIn(document, 'title'))
    }

    case 'memory': {
      return shortened(textIn(document, 'content'))
    }
  }
}

/** What a document says beside its title, and what its title is the beginning of: what is found in it, and shown of it. */
export const partsOf = (noun: Noun, document: Document): Part[] =>
  textsOf(noun, document)
    .filter((text) => text.trim() !== '')
    .map((text) => ({text}))

function textsOf(noun: Noun, document: Document): string[] {
  switch (noun) {
    case 'action-item': {
      return [textIn(document, 'description')]
    }

    case 'conversation': {
      const structured = objectIn(document, 'structured')
      const title = textIn(structured, 'title')
      return [
        ...(title.length > LONGEST_TITLE ? [title] : []),
        textIn(structured, 'overview'),
        ...objectsIn(structured, 'action_items').map((item) => textIn(item, 'description')),
        ...objectsIn(structured, 'events').flatMap((event) => [textIn(event, 'title'), textIn(event, 'description')]),
        textIn(objectIn(document, 'geolocation'), 'address'),
      ]
    }

    case 'daily-summary': {
      return [...new Set(textsBelow(document, ['id', 'created_at', 'headline']))]
    }

    case 'folder': {
      return [textIn(document, 'description')]
    }

    case 'goal': {
      return [
        textIn(document, 'desired_outcome'),
        textIn(document, 'why_it_matters'),
        ...textsIn(document, 'success_criteria'),
      ]
    }

    case 'memory': {
      return [textIn(document, 'content'), ...textsIn(document, 'tags')]
    }
  }
}

/** The texts of an object whose fields differ from server to server, in their order. */
function textsBelow(document: Document, without: readonly string[] = []): string[] {
  return Object.entries(document).flatMap(([name, value]) => {
    if (without.includes(name) || name.endsWith('_id')) return []
    if (typeof value === 'string') return [value.replaceAll('\0', ' ')]
    if (Array.isArray(value)) {
      return value.flatMap((each) =>
        typeof each === 'string' ? [each] : isObject(each) ? textsBelow(each as Document) : [],
      )
    }

    return isObject(value) ? textsBelow(value as Document) : []
  })
}

/** What is said in a transcript, segment by segment. */
export function partsOfTranscript(segments: unknown): Part[] {
  const parts: Part[] = []
  for (const segment of Array.isArray(segments) ? segments : []) {
    if (!isObject(segment)) continue
    const text = textIn(segment, 'text')
    if (text.trim() === '') continue
    const said = {end: numberIn(segment, 'end'), speaker: speakerOf(segment), start: numberIn(segment, 'start')}
    parts.push({segment: said, text})
  }

  return parts
}

/** Who says a segment: a name, else a number, of which 0 is one too. */
const speakerOf = (segment: Document): string =>
  textIn(segment, 'speaker_name') || `Speaker ${numberIn(segment, 'speaker_id') ?? '?'}`

const numberIn = (document: Document, name: string): null | number => {
  const value = document[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** What the mirror knows of a document; undefined for one without an id, which it cannot keep. */
export function factsOf(noun: Noun, document: Document): Facts | undefined {
  const id = textIn(document, 'id')
  if (id === '') return undefined
  const createdAt = textIn(document, 'created_at') || null
  const date = noun === 'daily-summary' ? textIn(document, 'date') : ''
  const startedAt = noun === 'conversation' ? textIn(document, 'started_at') : ''
  return {
    at: milliseconds(date || startedAt || createdAt),
    createdAt,
    id,
    place: microseconds(date || createdAt),
    title: titleOf(noun, document),
    updatedAt: textIn(document, 'updated_at') || null,
  }
}

const milliseconds = (time: null | string): null | number => {
  const value = Date.parse(time ?? '')
  return Number.isNaN(value) ? null : value
}

/** The microseconds since 1970 of a time of the API, which may be written with six decimals; 0 for none. */
function microseconds(time: null | string): number {
  const whole = milliseconds(time)
  if (whole === null || time === null) return 0
  const [, decimals = ''] = time.match(/\.(\d+)/) ?? []
  return whole * 1000 + Number(decimals.padEnd(6, '0').slice(3, 6))
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= LONGEST_TITLE) return line
  return `${line.slice(0, LONGEST_TITLE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
