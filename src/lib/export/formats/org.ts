import {progressInWords} from '../../goal/goal-progress.js'
import {clockOf, timeOf} from '../../output/time-words.js'
import {type ManyFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {dayText, described, oneLine, textOf, textsOf} from '../said.js'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Org mode of Emacs (https://orgmode.org/worg/org-syntax.html): TODO and DONE, deadlines, properties. Times are local. */
export const org: ManyFormat = {
  extension: 'org',
  layout: 'each-noun',
  nouns: ['action-item', 'goal'],
  summary: "Emacs' Org mode: states and deadlines",
  async *write(sections) {
    for await (const section of sections) {
      yield `#+TITLE: Omi ${section.noun === 'goal' ? 'goals' : 'action items'}\n#+TODO: TODO | DONE\n`
      for await (const item of section.items()) yield entryOf(item)
    }
  },
}

function entryOf(item: ExportItem): string {
  const {body, title} = described(item)
  const {closed, deadline, isDone, more, tag} = factsOf(item)
  const planning = [
    isDone && closed ? `CLOSED: ${stamp(closed, '[]')}` : '',
    deadline ? `DEADLINE: ${stamp(deadline, '<>')}` : '',
  ].filter(Boolean)
  const created = timeOf(item.document.created_at)
  const properties = [
    `:ID: ${oneLine(item.id)}`,
    ...(created ? [`:CREATED: ${stamp(created, '[]')}`] : []),
    ...more.map(([name, value]) => `:${name}: ${value}`),
  ]
  return [
    `\n* ${isDone ? 'DONE' : 'TODO'} ${inHeadline(title)} :${tag}:`,
    ...(planning.length > 0 ? [planning.join(' ')] : []),
    ':PROPERTIES:',
    ...properties,
    ':END:',
    ...(body === '' ? [] : [inBody(body)]),
    '',
  ].join('\n')
}

interface Facts {
  readonly closed?: Date
  readonly deadline?: Date
  readonly isDone: boolean
  readonly more: ReadonlyArray<readonly [name: string, value: string]>
  readonly tag: string
}

function factsOf(item: ExportItem): Facts {
  if (item.noun === 'goal') {
    const {horizon_at: horizon, is_active: isActive, success_criteria: criteria} = item.document
    const progress = oneLine(progressInWords(item.document))
    return {
      deadline: timeOf(horizon),
      isDone: isActive === false,
      more: [
        ...(progress ? [['PROGRESS', progress] as const] : []),
        ...(textsOf(criteria).length > 0 ? [['CRITERIA', oneLine(textsOf(criteria).join('; '))] as const] : []),
      ],
      tag: 'goal',
    }
  }

  if (item.noun !== 'action-item') return {isDone: false, more: [], tag: 'omi'}
  const {completed, completed_at: closed, conversation_id: conversation, due_at: due} = item.document
  const of = oneLine(textOf(conversation))
  return {
    closed: timeOf(closed),
    deadline: timeOf(due),
    isDone: completed === true,
    more: of ? [['CONVERSATION', of]] : [],
    tag: 'omi',
  }
}

/** `<2026-11-23 Mon 17:00>`; without the time where it is the end of a day. */
function stamp(time: Date, [open, close]: string): string {
  const clock = clockOf(time)
  return `${open}${dayText(time)} ${DAYS[time.getDay()]}${clock === '23:59' ? '' : ` ${clock}`}${close}`
}

/** A word that Org would take for a state, a priority, a cookie, a time or tags gets a space of no width in it. */
const inHeadline = (title: string): string =>
  title
    .replace(/^(?<word>TODO|DONE|COMMENT)(?=\s|$)/, `${NO_WIDTH}$<word>`)
    .replaceAll(/(?<=\[)(?=#|\d*[%/])|(?<=[<[])(?=\d{4}-\d\d-\d\d)/g, NO_WIDTH)
    .replace(/(?<=:)$/, NO_WIDTH)

/** A line that would begin a headline, a keyword or a drawer, as Org itself quotes it in blocks. */
const inBody = (text: string): string =>
  text
    .split(/\r\n|[\n\r]/)
    .map((line) =>
      /^(?:\*+\s|\s*(?:#\+|#\s|:[\w-]+:|\||(?:CLOSED|DEADLINE|SCHEDULED):))/.test(line) ? NO_WIDTH + line : line,
    )
    .join('\n')

const NO_WIDTH = '\u200B'
