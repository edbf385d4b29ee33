import {type Output} from '../output/output.js'
import {type View} from '../output/view.js'
import {visible} from '../text/visible-text.js'
import {type Noun} from './nouns.js'
import {type Exported, type ExportRequest} from './run-export.js'
import {type Missing, type Source} from './source.js'

/** What a run of `omi export` has done. */
export interface ExportResult {
  /** Whether all was there that was asked for. */
  readonly complete: boolean
  readonly format: string
  /** Files in the folder that were left as they are, since somebody has edited them. */
  readonly kept: string[]
  /** What could not be had. */
  readonly missing: Missing[]
  /** Files that were left as they are, since less came than they may have. */
  readonly not_replaced: string[]
  readonly noun: 'all' | Noun
  /** Null for stdout. */
  readonly path: null | string
  /** Files of items that are gone, which went too. */
  readonly removed: number
  /** Items that the format has no form for. */
  readonly skipped: number
  readonly source: Source['name']
  /** Items whose files in the folder had them as they are. */
  readonly unchanged: number
  /** Items that were written; of one file, all that are in it. */
  readonly written: number
}

export const resultOf = (
  {formatName, noun, path}: ExportRequest,
  {missing, name}: Source,
  {kept, removed, skipped, spared, unchanged, written}: Exported,
): ExportResult => ({
  noun,
  format: formatName,
  source: name,
  written,
  unchanged,
  removed,
  skipped,
  kept: [...kept],
  not_replaced: [...spared],
  path: path ?? null,
  complete: missing.length === 0,
  missing: [...missing],
})

export const exportView: View<ExportResult> = {
  columns: [
    {name: 'noun', value: ({noun}) => noun},
    {name: 'format', value: ({format}) => format},
    {name: 'source', value: ({source}) => source},
    {name: 'written', value: ({written}) => written},
    {name: 'unchanged', value: ({unchanged}) => unchanged},
    {name: 'removed', value: ({removed}) => removed},
    {name: 'skipped', value: ({skipped}) => skipped},
    {name: 'path', value: ({path}) => path},
    {name: 'complete', value: ({complete}) => complete},
  ],
}

/** Of many files the first are enough to see what kind they are. */
const MOST_NAMED = 10

/** What could not be had, and what was kept. */
export function tellMissing(output: Output, {kept, missing, not_replaced: spared}: ExportResult): void {
  for (const one of missing) output.warn(missingLine(one))
  if (kept.length > 0) output.warn(`Kept as you have edited it; --force writes over it:\n${namesOf(kept)}`)
  if (spared.length > 0) output.warn(`Left as it was, since less came than it may have:\n${namesOf(spared)}`)
}

function namesOf(paths: readonly string[]): string {
  const more = paths.length > MOST_NAMED ? [`and ${paths.length - MOST_NAMED} more`] : []
  return [...paths.slice(0, MOST_NAMED), ...more].join('\n')
}

/** What was done, on stderr. */
export function tellExport(output: Output, {path, removed, skipped, unchanged, written}: ExportResult): void {
  const counts = [
    `${written} written`,
    unchanged > 0 ? `${unchanged} unchanged` : '',
    removed > 0 ? `${removed} removed` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ]
  output.success(`${counts.filter(Boolean).join(', ')}${path === null ? '' : `: ${path}`}.`)
}

/** A line about something that could not be had. */
export function missingLine({count, later, noun, reason, what}: Missing): string {
  const counted = count === null ? `not all ${what}` : count === 1 ? `1 of the ${what}` : `${count} ${what}`
  const hint = later ? ' A later run can get them.' : ''
  return `Missing: ${counted} of ${noun} (${reason}).${hint}`
}

/** Stdout, for what is exported; what a terminal shows is made safe for it. */
export const stdoutOf = (output: Output) => (piece: string | Uint8Array) =>
  output.write(output.terminal && typeof piece === 'string' ? piece.replaceAll(/[^\t\r\n]+/g, visible) : piece)
