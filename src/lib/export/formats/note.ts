import {type Conversation, type Goal} from '../../contract/schema.js'
import {offset} from '../../conversation/transcript.js'
import {progressInWords} from '../../goal/goal-progress.js'
import {isObject} from '../../json/is-object.js'
import {localTime} from '../../output/local-time.js'
import {records} from '../../output/records.js'
import {type Row, rowOf} from '../cells.js'
import {type ExportItem} from '../item.js'
import {dayText, described, textOf, textsOf} from '../said.js'
import {spokenLines} from '../transcript-lines.js'
import {frontMatter, plain, plainInLine} from './markdown-text.js'

/** The links of a note to others, where it has some. */
export interface Links {
  /** The notes of a conversation's action items, in place of their texts. */
  readonly actionItems?: readonly string[]
  /** What stands below the text. */
  readonly below?: readonly string[]
  /** How a speaker's name is written. */
  readonly person?: (name: string) => string
  /** Properties beside those of the document. */
  readonly properties?: Row
}

/** A note: its properties, and the text for people. */
export const noteOf = (item: ExportItem, links: Links = {}): string =>
  `${frontMatter({...propertiesOf(item), ...links.properties})}\n${bodyOf(item, '#', links)}`

function propertiesOf(item: ExportItem): Row {
  const {at, title} = described(item)
  const row = Object.entries(rowOf(item)).filter(([name]) => !IN_TEXT.has(name))
  return {title, type: item.noun, ...(at && {date: dayText(at)}), ...Object.fromEntries(row)}
}

/** What the text of a note has is not repeated above it. */
const IN_TEXT = new Set(['content', 'desired_outcome', 'overview', 'title'])

/** The text for people, under a heading; `mark` is that of the heading. */
export function bodyOf(item: ExportItem, mark: string, links: Links = {}): string {
  const {at, body, title} = described(item)
  const parts: string[] = item.noun === 'memory' ? [] : [`${mark} ${plainInLine(emojiTitle(item, title))}`]
  switch (item.noun) {
    case 'action-item': {
      const {completed, due_at: due} = item.document
      parts.push(checkbox(completed, title, due))
      break
    }

    case 'conversation': {
      if (at) parts.push(plainInLine(localTime(at.toISOString()) ?? ''))
      parts.push(plain(body), ...conversationParts(item.document, `${mark}#`, links))
      break
    }

    case 'goal': {
      parts.push(...goalParts(item.document, body))
      break
    }

    case 'memory': {
      parts.push(mark === '#' ? plain(body) : `- ${plain(body).replaceAll('\n', '\n  ')}`)
      break
    }

    default: {
      parts.push(plain(body))
    }
  }

  return `${[...parts, ...(links.below ?? [])].filter((part) => part.trim() !== '').join('\n\n')}\n`
}

function emojiTitle(item: ExportItem, title: string): string {
  const emoji =
    item.noun === 'conversation' && isObject(item.document.structured)
      ? textOf(item.document.structured.emoji)
      : item.noun === 'daily-summary'
        ? textOf(item.document.day_emoji)
        : ''
  return `${emoji} ${title}`
}

const checkbox = (completed: unknown, text: string, due?: unknown): string => {
  const dueText = textOf(due)
  return `- [${completed === true ? 'x' : ' '}] ${plainInLine(text)}${dueText ? ` (due ${localTime(dueText)})` : ''}`
}

function conversationParts(conversation: Conversation, mark: string, {actionItems, person = plainInLine}: Links) {
  const {action_items: items, events} = isObject(conversation.structured) ? conversation.structured : {}
  const lines =
    actionItems ??
    records(items).map(({completed, description, due_at: due}) => checkbox(completed, textOf(description), due))
  const eventLines = records(events).map(({description, start, title}) => {
    const text = [title, description]
      .map((part) => plainInLine(textOf(part)))
      .filter(Boolean)
      .join(': ')
    return `- ${plainInLine(localTime(textOf(start)) ?? '')} ${text}`
  })
  const spoken = spokenLines(conversation).map(({speaker, start, text}) => {
    const name = speaker === '' ? '' : `**${person(speaker)}** `
    return `${name}(${offset(start / 1000)}): ${plainInLine(text)}`
  })
  return [
    section(mark, 'Action items', lines, '\n'),
    section(mark, 'Events', eventLines, '\n'),
    section(mark, 'Transcript', spoken, '\n\n'),
  ]
}

const section = (mark: string, heading: string, lines: readonly string[], between: string) =>
  lines.length > 0 ? `${mark} ${heading}\n\n${lines.join(between)}` : ''

const goalParts = (goal: Goal, body: string) => [
  plainInLine(progressInWords(goal)),
  plain(body),
  textsOf(goal.success_criteria)
    .map((criterion) => `- ${plainInLine(criterion)}`)
    .join('\n'),
]
