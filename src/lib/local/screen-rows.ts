import {isObject} from '../json/is-object.js'
import {type View} from '../output/view.js'

/** A moment of the screen that fits what was asked for. */
export interface ScreenRow {
  readonly app: string
  readonly rank: number
  readonly screenshot_id: number | string
  readonly similarity: null | number
  /** What could be read on it, as far as it is told. */
  readonly text: string
  readonly timestamp: string
  readonly window: null | string
}

const ROW =
  /^\s*(?<rank>\d+)\. \[(?<timestamp>[^\]]*)\] (?<title>.*) \(screenshot_id: (?<id>\d+), similarity: (?<similarity>[\d.]+)\)\s*$/

/** What the desktop says where nothing fits. */
const NOTHING = /^\s*No (?:matching screen-history results|screen history is available)/

/**
 * The rows of a search, whether the desktop has written them for people or as JSON; undefined for what is neither.
 */
export function screenRows(result: unknown): ScreenRow[] | undefined {
  if (typeof result === 'string') return NOTHING.test(result) ? [] : rowsOfText(result)
  const list = isObject(result) ? (result.results ?? result.rows) : result
  return Array.isArray(list) && list.every((row) => isObject(row))
    ? list.map((row, index) => rowOf(row, index))
    : undefined
}

function rowsOfText(text: string): ScreenRow[] | undefined {
  const rows: ScreenRow[] = []
  for (const line of text.split(/\r?\n/)) {
    const {id = '', rank, similarity, timestamp = '', title = ''} = ROW.exec(line)?.groups ?? {}
    const last = rows.at(-1)
    if (rank !== undefined) {
      const [app = '', ...window] = title.split(' - ')
      rows.push({
        rank: Number(rank),
        timestamp,
        app,
        window: window.length > 0 ? window.join(' - ') : null,
        screenshot_id: Number(id),
        similarity: Number(similarity),
        text: '',
      })
    } else if (last && line.trim() !== '') {
      const more = line.trim().replace(/^Content:\s*/, '')
      rows[rows.length - 1] = {...last, text: last.text === '' ? more : `${last.text}\n${more}`}
    }
  }

  return rows.length > 0 ? rows : undefined
}

function rowOf(row: Record<string, unknown>, index: number): ScreenRow {
  const id = row.screenshot_id ?? row.id
  const similarity = row.similarity ?? row.score
  return {
    rank: typeof row.rank === 'number' ? row.rank : index + 1,
    timestamp: text(row.timestamp),
    app: text(row.app_name ?? row.app ?? row.appName),
    window: text(row.window_title ?? row.window ?? row.windowTitle) || null,
    screenshot_id: typeof id === 'number' ? id : text(id),
    similarity: typeof similarity === 'number' ? similarity : null,
    text: text(row.text ?? row.ocr_preview ?? row.ocrText),
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

export const screenView: View<ScreenRow> = {
  columns: [
    {name: 'rank', value: ({rank}) => rank},
    {name: 'timestamp', value: ({timestamp}) => timestamp},
    {name: 'app', value: ({app}) => app},
    {name: 'window', value: ({window}) => window},
    {name: 'screenshot_id', rank: 0, value: (row) => row.screenshot_id},
    {name: 'similarity', value: ({similarity}) => similarity, wide: true},
    {flexible: true, name: 'text', value: (row) => row.text},
  ],
  empty: 'Nothing on the screen fits. Ask for more days: omi local search-screen QUERY --days 90',
}
