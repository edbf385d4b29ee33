import {dayOf, writtenDay} from '../input/calendar.js'
import {isObject} from '../json/is-object.js'
import {timeOf} from '../output/time-words.js'
import {type ExportItem} from './item.js'

/** What a server has sent may be anything: here it becomes what a format can write. */

/** A text, or a number as one; an empty text for anything else. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? legible(value) : typeof value === 'number' ? String(value) : ''

/** A text without the control characters that a program which shows a file may obey, without what is no character, and with `\n` for every kind of line break. */
export const legible = (text: string): string =>
  text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, '')

/** The texts of a list. */
export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((element) => textOf(element)).filter((text) => text !== '') : []

/** What formats have in common to say of an item, whatever its noun is. */
export interface Described {
  /** When it was: `started_at` of a conversation, `date` of a daily summary, else `created_at`. */
  readonly at: Date | undefined
  /** The text, without the title. */
  readonly body: string
  readonly category: string
  readonly tags: readonly string[]
  /** On one line, never empty. */
  readonly title: string
  readonly updated: Date | undefined
}

/** How long a title made of a text is, in characters. */
const LONGEST_TITLE = 80

export function described(item: ExportItem): Described {
  const {body, title, ...rest} = partsOf(item)
  return {...rest, body, title: oneLine(title) || shortened(oneLine(body)) || item.id || item.noun}
}

function partsOf(item: ExportItem): Described {
  const common = {
    at: timeOf(item.document.created_at),
    category: '',
    tags: [],
    updated: timeOf((item.document as {updated_at?: unknown}).updated_at),
  }
  switch (item.noun) {
    case 'action-item': {
      return {...common, body: '', title: textOf(item.document.description)}
    }

    case 'conversation': {
      const structured: Record<string, unknown> = isObject(item.document.structured) ? item.document.structured : {}
      return {
        ...common,
        at: timeOf(item.document.started_at) ?? common.at,
        body: textOf(structured.overview),
        category: textOf(structured.category),
        title: textOf(structured.title),
      }
    }

    case 'daily-summary': {
      const {date, headline, overview} = item.document
      return {
        ...common,
        at: localDay(date) ?? common.at,
        body: textOf(overview),
        title: textOf(headline) || textOf(date),
      }
    }

    case 'folder': {
      return {...common, body: textOf(item.document.description), title: textOf(item.document.name)}
    }

    case 'goal': {
      const {desired_outcome: outcome, title, why_it_matters: why} = item.document
      return {
        ...common,
        body: [why, outcome]
          .map((text) => textOf(text))
          .filter(Boolean)
          .join('\n\n'),
        title: textOf(title),
      }
    }

    case 'memory': {
      const {category, content, tags} = item.document
      return {...common, body: textOf(content), category: textOf(category), tags: textsOf(tags), title: ''}
    }
  }
}

/** A day (`2026-11-23`) in the time zone of this process; undefined for what is none. */
function localDay(day: unknown): Date | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)/.exec(textOf(day)) ?? []
  return date === undefined ? undefined : new Date(Number(year), Number(month) - 1, Number(date))
}

/** Without line ends and without white space at its ends. */
export const oneLine = (text: string): string => legible(text).replaceAll(/\s+/g, ' ').trim()

function shortened(text: string, longest = LONGEST_TITLE): string {
  const characters = [...text]
  return characters.length <= longest
    ? text
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
}

/** The day of a time in the time zone of this process: `2026-11-23`. */
export const dayText = (time: Date): string => writtenDay(dayOf(time))
