import {type JsonItem} from '../../json/json-text.js'
import {type Noun} from '../nouns.js'
import {type Row} from '../sqlite.js'
import {type SyncContext} from './context.js'
import {textOf} from './missing.js'

/** From so many known ids on, none of them at the server tells that the account is another one. */
const MANY = 5

/** How many of the known are asked for one by one where the first pages have none of them. */
const ASKED = 3

/** Whose the mirror is, as far as the ids tell: no endpoint names the account. */
export type Verdict = 'another' | 'same' | 'unknown'

/** The first pages that a run has read for that, to be used again. */
export interface FirstPages {
  readonly 'action-item'?: readonly JsonItem[]
  readonly memory?: readonly JsonItem[]
}

/**
 * Looks for known ids in the first page of the memories, then of the action items; one is enough. Where none is there, a few of the known memories are asked
 * for, since somebody may have added a page of new ones.
 */
export async function checkAccount(context: SyncContext): Promise<{pages: FirstPages; verdict: Verdict}> {
  const known = await context.file.read((database) => ({
    'action-item': idsOf(database.all<IdRow>(KNOWN, 'action-item')),
    memory: idsOf(database.all<IdRow>(KNOWN, 'memory')),
  }))
  const count = known.memory.size + known['action-item'].size
  if (count === 0) return {pages: {}, verdict: 'unknown'}
  const pages: {'action-item'?: JsonItem[]; memory?: JsonItem[]} = {}
  for (const noun of ['memory', 'action-item'] as const) {
    if (known[noun].size === 0) continue
    const page = await context.page(noun === 'memory' ? 'listMemories' : 'listActionItems', {limit: 1000, offset: 0})
    pages[noun] = page
    if (page.some(({id}) => id !== undefined && known[noun].has(id))) return {pages, verdict: 'same'}
  }

  if (count < MANY) return {pages, verdict: 'unknown'}
  for (const id of [...known.memory].slice(0, ASKED)) {
    if (await isThere(context, 'memory', id)) return {pages, verdict: 'same'}
  }

  return {pages, verdict: 'another'}
}

type IdRow = Row & {id: string}

const KNOWN = 'SELECT id FROM item WHERE noun = ? AND gone_at IS NULL ORDER BY place DESC'

const idsOf = (rows: readonly IdRow[]) => new Set(rows.map(({id}) => id))

/** A server without that call says nothing of it. */
async function isThere(context: SyncContext, noun: Extract<Noun, 'memory'>, id: string): Promise<boolean> {
  try {
    return (await textOf(context, noun, id)) !== undefined
  } catch {
    context.means.signal.throwIfAborted()
    return false
  }
}
