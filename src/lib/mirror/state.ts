import {type Noun} from './nouns.js'
import {type Sqlite} from './sqlite.js'

/** Parts of a run, in their order. */
export type Job =
  | 'account'
  | 'conversations'
  | 'goal_history'
  | 'missing_conversations'
  | 'missing_goals'
  | 'missing_memories'
  | 'transcripts'
  | Exclude<Noun, 'conversation'>

/**
 * By how much the number of a reading grows with that of a whole list; with that of a part it is one. A long list is read in seven parts: what was not seen
 * in one more than that is not where it was.
 */
export const WHOLE = 8

/** A reading of a noun that is under way, or the last one. */
export interface ReadingState {
  /** The last item that one of a whole list has kept, by which it is noticed that the list has moved. */
  readonly lastId?: string
  /** Counted up by each reading: an item's `seen` is the number of the last one that had it. */
  readonly number: number
  /** From where one of a whole list goes on; absent where none is under way. */
  readonly offset?: number
  /** Of a list that is read in parts: the last one. */
  readonly part?: PartState
}

/** A part of a long list, read in one day. */
interface PartState {
  /** 2026-11-30. */
  readonly day: string
  /** The last item that was kept. */
  readonly lastId?: string
  /** How many are still to be read; absent where it is done. */
  readonly left?: number
  /** From where it goes on; absent where that is the beginning of the list. */
  readonly offset?: number
}

/** A walk through the conversations by their time, newest first. */
export interface WalkState {
  /** The `created_at` of the oldest that it has kept, as the server wrote it, and the same in microseconds. */
  readonly cursor?: string
  readonly kind: 'all' | 'recent' | 'slice'
  /** The id of that oldest one, which the next page shows again. */
  readonly lastId?: string
  /** How many are still to be looked at, of a walk that does not go to the end. */
  readonly left?: number
  readonly number: number
  /** How many places behind the first of the cursor's time it is, as far as is known. */
  readonly offset?: number
  readonly place?: number
}

/** What the table `state` holds, by name. */
export interface State {
  /** Whose mirror it is, as the last run knew that found out; `sign_in` as lib/mirror/sign-in.ts has it. */
  account: {readonly api_base: string; readonly profile: string; readonly sign_in?: string}
  /** Where the walks through the conversations are. */
  conversations: {
    /** Whether all of them were walked through once. */
    readonly isWhole: boolean
    /** The number of the last walk. */
    readonly number: number
    /** The day of the last slice: 2026-11-30. */
    readonly sliceDay?: string
    /** The `created_at` at which the next slice begins. */
    readonly sliceFrom?: string
    /** Where the next slice of the older ones begins, in microseconds; the newest of them where it is absent. */
    readonly slicePlace?: number
    /** The walks under way. */
    readonly walks: Partial<Record<WalkState['kind'], WalkState>>
  }
  readings: Partial<Record<Noun, ReadingState>>
  /** The run under way, or the last one. */
  run: {
    /** When it was last seen at work, in milliseconds. */
    readonly activeAt: number
    readonly done: readonly Job[]
    readonly isOpen: boolean
    /** What was asked for, so that another run of the same goes on with it. */
    readonly options: string
  }
  /** When all of it had been read, an ISO time in UTC. */
  sync: {readonly completeAt?: string}
}

/** What a mirror says under a name; undefined where it says nothing. */
export function readState<Name extends keyof State>(database: Sqlite, name: Name): State[Name] | undefined {
  const [row] = database.all<{value: string}>('SELECT value FROM state WHERE name = ?', name)
  if (!row) return undefined
  const value: State[Name] = JSON.parse(row.value)
  return value
}

export function writeState<Name extends keyof State>(database: Sqlite, name: Name, value: State[Name]): void {
  database.run('INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)', name, JSON.stringify(value))
}
