import {type ExportItem} from './item.js'
import {type Noun} from './nouns.js'

/** Which of a noun's items are wanted. */
export interface Selection {
  /** Those of the noun's own list, as the API takes them. */
  readonly filter: Readonly<Record<string, boolean | string>>
  /** In ISO 8601: when a thing was, at the earliest and at the latest. */
  readonly since?: string
  readonly until?: string
  /** What is gone at the server, too, where the source has kept it. */
  readonly withGone: boolean
  readonly withTranscripts: boolean
}

/** What could not be had. */
export interface Missing {
  /** How many; null where nobody can say. */
  readonly count: null | number
  /** Whether a later run can get it. */
  readonly later: boolean
  readonly noun: Noun
  readonly reason: 'beyond the list' | 'locked' | 'not synced yet' | 'rate limit'
  readonly what: 'histories' | 'items' | 'texts' | 'transcripts'
}

/** Where what is exported comes from. */
export interface Source {
  /** What an error means that came of what it gave. */
  explained(error: unknown): unknown
  /** The values that a goal has had, the newest first: what the API's documents say. */
  history(goalId: string): Promise<ReadonlyArray<{date?: unknown; recorded_at?: unknown; value?: unknown}>>
  /** Throws OmiErrors as the API's client does. */
  items(noun: Noun, selection: Selection): AsyncIterable<ExportItem>
  /** What could not be had so far, of what was read. */
  readonly missing: readonly Missing[]
  readonly name: 'api' | 'mirror'
  /** The error of what could not be had now and a later run can get; undefined where there is none. */
  readonly stoppedBy: Error | undefined
}
