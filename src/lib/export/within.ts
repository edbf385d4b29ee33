import {type ExportItem} from './item.js'
import {dayText, described, textOf} from './said.js'
import {type Selection} from './source.js'

/**
 * Whether a thing was between the two times of a selection: a conversation when it began, a daily summary on its day, in the time
 * zone of this process, and others when they were created. Folders, which are no events, and what has no time, always are.
 */
export function isWithin(item: ExportItem, {since, until}: Pick<Selection, 'since' | 'until'>): boolean {
  if (item.noun === 'folder' || (since ?? until) === undefined) return true
  if (item.noun === 'daily-summary') {
    const day = textOf(item.document.date).slice(0, 10)
    return (!since || day >= dayText(new Date(since))) && (!until || day <= dayText(new Date(until)))
  }

  const {at} = described(item)
  return !at || ((!since || at >= new Date(since)) && (!until || at <= new Date(until)))
}
