import {type ExportItem} from './item.js'
import {type Noun} from './nouns.js'

/** What the flags of single formats say. */
export interface FormatOptions {
  /** The name of a calendar. */
  readonly calendarName?: string
  /** For a spreadsheet program that takes a file for its own old encoding where no mark says otherwise. */
  readonly excel: boolean
  /** SQLite files are made with the bundled engine even where Node.js has one. */
  readonly forcesWasm: boolean
  /** The front of a card. */
  readonly front?: string
  /** Links and daily notes. */
  readonly obsidian: boolean
  readonly withTranscripts: boolean
}

/** What a format is told of the run, and tells it. */
export interface FormatJob {
  /** The values that a goal has had. */
  history(goalId: string): Promise<ReadonlyArray<{date?: unknown; recorded_at?: unknown; value?: unknown}>>
  readonly now: Date
  readonly options: FormatOptions
  /** Nothing is written of this item, since the format has no form for it. */
  skip(item: ExportItem): void
}

/** The items of one noun. */
export interface Section {
  /** Read once; a format that says `readsTwice` may call it once more. */
  items(): AsyncIterable<ExportItem>
  readonly noun: Noun
}

interface Common {
  /** Of its files, without a dot. */
  readonly extension: string
  /** What it has a form for. */
  readonly nouns: readonly Noun[]
  /** One line for help. */
  readonly summary: string
}

/**
 * A format of files that hold many items. `each-noun` is a file for each noun, `all-in-one` one file for all of them.
 */
export interface ManyFormat extends Common {
  /** No text: never shown on a terminal. */
  readonly isBinary?: boolean
  readonly layout: 'all-in-one' | 'each-noun'
  /** It cannot go to stdout. */
  readonly needsFile?: boolean
  /** Whether it has to know all items before it can write the first. */
  readonly readsTwice?: boolean
  readonly withTranscripts?: boolean
  /** What stands in a file, piece by piece; of `each-noun` there is one section. */
  write(sections: AsyncIterable<Section> | Iterable<Section>, job: FormatJob): AsyncIterable<string | Uint8Array>
}

/** Writes the files of items that have to do with each other. */
export interface ItemWriter {
  /** Called when nothing more is asked of it, also where not all could be written. */
  close?(): Promise<void>
  /** Called for each item before any is written, with the path of its file in the folder. */
  note(item: ExportItem, path: string): void
  /** Files beside those of the items. */
  rest(): Iterable<{readonly id: string; readonly path: string; readonly text: string}>
  write(item: ExportItem): string | undefined
}

/** A format with a file for each item. */
export interface ItemFormat extends Common {
  /** In place of `write`, where files have to do with each other. */
  readonly begin?: (job: FormatJob) => ItemWriter | Promise<ItemWriter> | undefined
  readonly layout: 'each-item'
  /** One file with all in it, for an `-o` that names a file with the format's extension. */
  readonly whole?: ManyFormat
  readonly withTranscripts?: boolean
  /** The text of the item's file; undefined where there is none to write. */
  write(item: ExportItem, job: FormatJob): string | undefined
}

/** A format in which things are exported: one declaration, which a plugin can make too. */
export type ExportFormat = ItemFormat | ManyFormat
