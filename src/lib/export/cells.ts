import {isObject} from '../json/is-object.js'
import {jsonOf} from '../json/source.js'
import {type ExportItem} from './item.js'
import {COLUMNS} from './nouns.js'

/** What stands in a column, as the API has it: a text, a number, true or false, a list, an object, or nothing. */
export type Row = Readonly<Record<string, unknown>>

/** An item as a row of a table: the fields of its document, those of `structured` among them. */
export function rowOf(item: ExportItem): Row {
  switch (item.noun) {
    case 'conversation': {
      const {structured, ...rest}: Record<string, unknown> = {...item.document}
      return {...(isObject(structured) ? structured : {structured}), ...rest}
    }

    case 'goal': {
      return {...item.document, progress_pct: progressOf(item.document)}
    }

    default: {
      return {...item.document}
    }
  }
}

/** How much of the way to a goal is done, in per cent; undefined where that is not measured. */
function progressOf({
  current_value: current,
  max_value: max,
  min_value: min,
  target_value: target,
}: Readonly<Record<string, unknown>>): number | undefined {
  const from = typeof min === 'number' ? min : 0
  const to = typeof target === 'number' && target !== 0 ? target : max
  if (typeof current !== 'number' || typeof to !== 'number' || to === from) return undefined
  const percent = ((current - from) / (to - from)) * 100
  return Number.isFinite(percent) ? Math.round(percent * 10) / 10 : undefined
}

/** The columns of a noun: those of the contract, and behind them what a server has sent beside. */
export function columnsFor(noun: ExportItem['noun'], others: Iterable<string>, withTranscripts = true): string[] {
  const known: readonly string[] = COLUMNS[noun]
  const extra = [...others].filter((name) => !known.includes(name)).sort()
  return [...known.filter((name) => withTranscripts || name !== 'transcript_segments'), ...extra]
}

/** A value that is no simple one, as JSON on one line; numbers and texts in it as they came. */
export const jsonCell = (value: unknown): string => jsonOf(value)
