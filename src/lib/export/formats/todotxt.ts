import {timeOf} from '../../output/time-words.js'
import {type ManyFormat, type Section} from '../format.js'
import {type ExportItem} from '../item.js'
import {dayText, described, oneLine} from '../said.js'

/** What is kept of a task to put it in its place: its line, and what it is sorted by. */
interface Task {
  readonly key: string
  readonly line: number
}

/** https://github.com/todotxt/todo.txt: a task a line, open ones first and by their due date. */
export const todotxt: ManyFormat = {
  extension: 'txt',
  layout: 'each-noun',
  nouns: ['action-item', 'goal'],
  readsTwice: true,
  summary: 'todo.txt: a task on each line',
  async *write(sections) {
    for await (const section of sections) yield* linesOf(section)
  },
}

/** How many lines are put together in a reading. */
const AT_ONCE = 20_000

/** @yields the lines in their order, of which no more than so many are in memory at once */
async function* linesOf(section: Section): AsyncGenerator<string> {
  const tasks: Task[] = []
  for await (const item of section.items()) tasks.push({key: keyOf(item), line: tasks.length})
  tasks.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.line - b.line))
  for (let first = 0; first < tasks.length; first += AT_ONCE) {
    const wanted = new Map(tasks.slice(first, first + AT_ONCE).map(({line}, place) => [line, place]))
    const texts: string[] = []
    let line = 0
    for await (const item of section.items()) {
      const place = wanted.get(line)
      if (place !== undefined) texts[place] = `${lineOf(item)}\n`
      line += 1
    }

    yield texts.join('')
  }
}

const keyOf = (item: ExportItem): string => {
  const {due, isDone} = factsOf(item)
  return `${isDone ? 1 : 0}${due?.toISOString() ?? 'z'}`
}

function factsOf(item: ExportItem): {completed?: Date; created?: Date; due?: Date; isDone: boolean} {
  const created = timeOf(item.document.created_at)
  switch (item.noun) {
    case 'action-item': {
      const {completed, completed_at: completedAt, due_at: due} = item.document
      return {completed: timeOf(completedAt), created, due: timeOf(due), isDone: completed === true}
    }

    case 'goal': {
      return {created, due: timeOf(item.document.horizon_at), isDone: item.document.is_active === false}
    }

    default: {
      return {created, isDone: false}
    }
  }
}

function lineOf(item: ExportItem): string {
  const {completed, created, due, isDone} = factsOf(item)
  const {title} = described(item)
  const full = item.noun === 'action-item' ? title || item.id : title
  // A date behind the x is that of the completion, so the creation's needs that one in front of it.
  const dates = isDone ? (completed ? [completed, ...(created ? [created] : [])] : []) : created ? [created] : []
  return [
    ...(isDone ? ['x'] : []),
    ...dates.map((date) => dayText(date)),
    harmless(full),
    ...(item.noun === 'goal' ? ['+goals'] : []),
    ...(due ? [`due:${dayText(due)}`] : []),
    `omi:${oneLine(item.id).replaceAll(' ', '')}`,
  ].join(' ')
}

/** Words that would be read as a project, a context, a key with its value, a priority, a done task or a date. */
const SYNTAX = /^(?:[+@]\S|\S+:\S|\([A-Z]\)$|[xX]$|\d{4}-\d\d-\d\d$)/

/** A text whose words are read as nothing but words: with other signs in those that would be more. */
const harmless = (text: string): string =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => (SYNTAX.test(word) ? broken(word) : word))
    .join(' ')

const broken = (word: string): string =>
  (/^(?:[+@(]|[xX]$|\d{4}-\d\d-\d\d$)/.test(word) ? NO_WIDTH : '') + word.replaceAll(':', COLON)

const NO_WIDTH = '\u200B'

/** It looks like one, and is none: the sign for ratios. */
const COLON = '\u2236'
