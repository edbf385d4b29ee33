import {escape, foldLines} from 'ical-generator'

import {isObject} from '../../json/is-object.js'
import {timeOf} from '../../output/time-words.js'
import {type FormatJob, type ManyFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {described, textOf} from '../said.js'

/** How long something lasts whose end nobody knows, in milliseconds. */
const USUAL_LENGTH = 30 * 60 * 1000

/**
 * A calendar (RFC 5545): action items and goals as tasks, conversations as events. What is in it has the same UID each time, so that
 * who imports it again changes what is there. What has no time is left out.
 */
export const ics: ManyFormat = {
  extension: 'ics',
  layout: 'all-in-one',
  nouns: ['conversation', 'action-item', 'goal'],
  summary: 'A calendar of tasks and events',
  async *write(sections, job) {
    const name = job.options.calendarName ?? 'Omi'
    yield lines([
      ['BEGIN', 'VCALENDAR'],
      ['VERSION', '2.0'],
      ['PRODID', '-//omi//omi export//EN'],
      ['CALSCALE', 'GREGORIAN'],
      ['NAME', text(name)],
      ['X-WR-CALNAME', text(name)],
    ])
    for await (const section of sections) {
      for await (const item of section.items()) {
        const component = componentOf(item, job)
        if (component) yield lines(component)
        else job.skip(item)
      }
    }

    yield lines([['END', 'VCALENDAR']])
  },
}

/** A property and its value, which is escaped where it has to be. */
type Property = readonly [name: string, value: string | undefined]

function componentOf(item: ExportItem, job: FormatJob): Property[] | undefined {
  switch (item.noun) {
    case 'action-item': {
      return taskOf(item, job)
    }

    case 'conversation': {
      return eventOf(item, job)
    }

    case 'goal': {
      return goalOf(item, job)
    }

    default: {
      return undefined
    }
  }
}

function taskOf(item: ExportItem & {noun: 'action-item'}, {now}: FormatJob): Property[] | undefined {
  const {completed, completed_at: completedAt, due_at: due} = item.document
  const dueAt = timeOf(due)
  const doneAt = timeOf(completedAt)
  if (!dueAt && !doneAt) return undefined
  const isDone = completed === true
  return [
    ...beginning('VTODO', item, now),
    ['DUE', dueAt && utc(dueAt)],
    ['STATUS', isDone ? 'COMPLETED' : 'NEEDS-ACTION'],
    ['COMPLETED', isDone && doneAt ? utc(doneAt) : undefined],
    ['PERCENT-COMPLETE', isDone ? '100' : undefined],
    ['END', 'VTODO'],
  ]
}

function eventOf(item: ExportItem & {noun: 'conversation'}, {now}: FormatJob): Property[] | undefined {
  const {at, body, category} = described(item)
  if (!at) return undefined
  const end = timeOf(item.document.finished_at)
  const folder = textOf(item.document.folder_name)
  const {address, latitude, longitude} = isObject(item.document.geolocation)
    ? item.document.geolocation
    : ({} as Record<string, unknown>)
  const isPlace = typeof latitude === 'number' && typeof longitude === 'number'
  return [
    ...beginning('VEVENT', item, now),
    ['DTSTART', utc(at)],
    ['DTEND', utc(end && end > at ? end : new Date(at.getTime() + USUAL_LENGTH))],
    ['DESCRIPTION', text([body, folder && `Folder: ${folder}`].filter(Boolean).join('\n\n'))],
    ['CATEGORIES', text(category)],
    ['LOCATION', text(textOf(address))],
    ['GEO', isPlace ? `${latitude};${longitude}` : undefined],
    ['TRANSP', 'TRANSPARENT'],
    ['END', 'VEVENT'],
  ]
}

function goalOf(item: ExportItem & {noun: 'goal'}, {now}: FormatJob): Property[] | undefined {
  const due = timeOf(item.document.horizon_at)
  if (!due) return undefined
  const isActive = item.document.is_active !== false
  return [
    ...beginning('VTODO', item, now),
    ['DUE', utc(due)],
    ['DESCRIPTION', text(described(item).body)],
    ['CATEGORIES', 'goal'],
    ['STATUS', isActive ? 'IN-PROCESS' : 'COMPLETED'],
    ['END', 'VTODO'],
  ]
}

/** What tasks and events have in common. */
function beginning(kind: 'VEVENT' | 'VTODO', item: ExportItem, now: Date): Property[] {
  const {title, updated} = described(item)
  const created = timeOf(item.document.created_at)
  return [
    ['BEGIN', kind],
    ['UID', text(`${item.noun}-${item.id}@omi`)],
    // The same as long as nothing changes, so that a file is the same too.
    ['DTSTAMP', utc(updated ?? created ?? now)],
    ['CREATED', created && utc(created)],
    ['LAST-MODIFIED', updated && utc(updated)],
    ['SUMMARY', text(title)],
  ]
}

/** Lines as RFC 5545 has them (3.1): CRLF, and none longer than 75 bytes. Those without a value are left out. */
const lines = (properties: readonly Property[]): string =>
  properties
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${foldLines(`${name}:${value}`)}\r\n`)
    .join('')

/** A value of the type TEXT (3.3.11): of control characters it may have the tab alone. */
const text = (value: string): string => escape(value.replaceAll(/(?![\t\n\r])\p{Cc}/gu, ''), false)

/** `20261123T090000Z` */
const utc = (time: Date): string => `${time.toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`
