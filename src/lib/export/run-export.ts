import {stat} from 'node:fs/promises'
import {dirname} from 'node:path'

import {fileExists, isOmiError, withLine} from '../errors/index.js'
import {systemCode} from '../errors/system-error.js'
import {makeFolder, resolveTarget} from '../files/folders.js'
import {writeWholeFrom} from '../files/write-whole.js'
import {asFileTrouble} from './file-trouble.js'
import {ExportFolder, type Outcome} from './folder.js'
import {
  type ExportFormat,
  type FormatJob,
  type FormatOptions,
  type ItemFormat,
  type ItemWriter,
  type ManyFormat,
  type Section,
} from './format.js'
import {type ExportItem} from './item.js'
import {Manifest} from './manifest.js'
import {type Noun, PLURALS} from './nouns.js'
import {type Selection, type Source} from './source.js'
import {Spool} from './spool.js'

/** What is exported, into what, and where to. */
export interface ExportRequest {
  readonly dryRun: boolean
  readonly force: boolean
  readonly format: ExportFormat
  readonly formatName: string
  readonly noun: 'all' | Noun
  /** In the order in which they are exported. */
  readonly nouns: readonly Noun[]
  readonly now: Date
  readonly options: FormatOptions
  /** Undefined for stdout. */
  readonly path: string | undefined
  readonly prune: boolean
  readonly selection: Selection
}

/** What became of the items. */
export interface Exported {
  /** Files that were not written over, since somebody has edited them, by their paths in the folder. */
  readonly kept: readonly string[]
  readonly removed: number
  readonly skipped: number
  /** The same, since less came than they may have; of one file its own path. */
  readonly spared: readonly string[]
  readonly unchanged: number
  readonly written: number
}

/** Where what is written to stdout goes; waits for a slow reader. */
type WriteOut = (piece: string | Uint8Array) => Promise<void>

/**
 * Exports what a source gives. `onItem` is called for each item. Throws what the source throws, and a UsageError for a path that
 * cannot be written, or may not without `force`: a file is then as it was.
 */
export async function runExport(
  request: ExportRequest,
  source: Source,
  {onItem, warn, writeOut}: {onItem: () => void; warn: (text: string) => void; writeOut: WriteOut},
): Promise<Exported> {
  const run = new ExportRun(request, source, {onItem, warn})
  try {
    const start = () => run.start(writeOut)
    return await (request.path === undefined ? start() : asFileTrouble(request.path, start))
  } catch (error) {
    throw source.explained(error)
  } finally {
    await run.close()
  }
}

/** Whether it is a folder that is written, and not a file or stdout. */
export const wantsFolder = ({format, noun, path}: Pick<ExportRequest, 'format' | 'noun' | 'path'>): boolean =>
  format.layout === 'each-item' ? !wholeFormat(format, path) : format.layout === 'each-noun' && noun === 'all'

/** The format of one file that a path asks for, where a format has a file for each item. */
function wholeFormat(format: ItemFormat, path: string | undefined): ManyFormat | undefined {
  return path?.toLowerCase().endsWith(`.${format.extension}`) ? format.whole : undefined
}

/** What a server says of what is not for this key, or what it has not got at all. */
const REFUSALS = new Set([403, 404])

class ExportRun {
  private readonly counts = {removed: 0, skipped: 0, unchanged: 0, written: 0}
  private readonly job: FormatJob
  private readonly spools: Spool[] = []

  constructor(
    private readonly request: ExportRequest,
    private readonly source: Source,
    private readonly tell: {onItem: () => void; warn: (text: string) => void},
  ) {
    this.job = {
      history: (goalId) => source.history(goalId),
      now: request.now,
      options: request.options,
      skip: () => {
        this.counts.skipped += 1
      },
    }
  }

  async close(): Promise<void> {
    for (const spool of this.spools) await spool.close()
  }

  async start(writeOut: WriteOut): Promise<Exported> {
    const {format, path} = this.request
    if (format.layout === 'each-item') {
      const whole = wholeFormat(format, path)
      return whole ? this.toFile(whole, writeOut) : this.toFolderOfItems(format)
    }

    return wantsFolder(this.request) ? this.toFolderOfNouns(format) : this.toFile(format, writeOut)
  }

  /**
   * Says of an error which noun it is about, where there are several.
   * @yields the same items
   */
  private async *about(noun: Noun, items: AsyncIterable<ExportItem>): AsyncGenerator<ExportItem> {
    try {
      yield* items
    } catch (error) {
      if (this.request.noun !== 'all' || !isOmiError(error) || !REFUSALS.has(error.facts.status ?? 0)) throw error
      throw withLine(error, `It was about ${PLURALS[noun].replaceAll('-', ' ')}: omi export NOUN exports the others.`)
    }
  }

  private count(outcome: Outcome, items = 1): void {
    if (outcome !== 'kept' && outcome !== 'spared') this.counts[outcome] += items
  }

  private async inFolder(fill: (folder: ExportFolder) => Promise<void>): Promise<Exported> {
    const {dryRun, force, options, path = ''} = this.request
    const folder = await ExportFolder.open(path, {dryRun, force, forcesWasm: options.forcesWasm, warn: this.tell.warn})
    try {
      await fill(folder)
    } finally {
      await folder.close()
    }

    return {...this.counts, kept: folder.keptFiles, spared: folder.sparedFiles}
  }

  /**
   * Whether of what was read since `missing` had so many entries there may have been more before: what a later run can get, and
   * what the plan does not show any more, which whoever forces it does without.
   */
  private isLess(before: number): boolean {
    const {missing} = this.source
    return missing.slice(before).some(({later, reason}) => later || (reason === 'locked' && !this.request.force))
  }

  private section(noun: Noun, readsTwice: boolean): Section & {count(): number} {
    const read = () => this.about(noun, this.source.items(noun, this.request.selection))
    const spool = readsTwice && this.source.name === 'api' ? new Spool(read) : undefined
    if (spool) this.spools.push(spool)
    let count = 0
    let isFirst = true
    const items = () => {
      const isCounted = isFirst
      isFirst = false
      return counted(spool ? spool.items() : read(), () => {
        if (!isCounted) return
        count += 1
        this.tell.onItem()
      })
    }

    return {count: () => count, items, noun}
  }

  private async toFile(format: ManyFormat, writeOut: WriteOut): Promise<Exported> {
    const {dryRun, force, nouns, path} = this.request
    const target = path === undefined ? undefined : await resolveTarget(path)
    const before = target === undefined ? undefined : await existing(target)
    if (before && !force && path !== undefined) throw fileExists(path)
    const sections = nouns.map((noun) => this.section(noun, Boolean(format.readsTwice)))
    const pieces = format.write(sections, this.job)
    if (dryRun) await drained(pieces)
    else if (target === undefined) for await (const piece of pieces) await writeOut(piece)
    else {
      await makeFolder(dirname(target))
      const accept = () => !before || !this.isLess(0)
      await writeWholeFrom(target, pieces, {accept, mode: before ? before.mode & 0o777 : 0o600})
    }

    if (before && path !== undefined && this.isLess(0)) return {...this.counts, kept: [], spared: [path]}
    this.counts.written = total(sections) - this.counts.skipped
    return {...this.counts, kept: [], spared: []}
  }

  private async toFolderOfItems(format: ItemFormat): Promise<Exported> {
    const writer = await format.begin?.(this.job)
    try {
      return await this.toItemFiles(format, writer)
    } finally {
      await writer?.close?.()
    }
  }

  private async toFolderOfNouns(format: ManyFormat): Promise<Exported> {
    const {dryRun, force, formatName, nouns, now} = this.request
    return this.inFolder(async (folder) => {
      const manifest = await Manifest.of(folder.path, {force, now})
      for (const noun of nouns) {
        const skippedBefore = this.counts.skipped
        const missingBefore = this.source.missing.length
        const section = this.section(noun, Boolean(format.readsTwice))
        const path = `${PLURALS[noun]}.${format.extension}`
        const pieces = manifest.watching(format.write([section], this.job))
        const fileNow = () => ({
          file: {count: section.count() - (this.counts.skipped - skippedBefore), format: formatName, noun, path},
          missing: this.source.missing.slice(missingBefore),
        })
        const outcome = await folder.putPieces(
          path,
          pieces,
          {format: formatName, noun},
          () => this.isLess(missingBefore) && !manifest.hadNoMore(fileNow()),
        )
        const {file, missing} = fileNow()
        this.count(outcome, file.count)
        // What the earlier manifest says of it is true still.
        if (outcome !== 'spared') manifest.add(file, missing)
      }

      if (!dryRun) await manifest.write()
    })
  }

  private async toItemFiles(format: ItemFormat, writer: ItemWriter | undefined): Promise<Exported> {
    const {force, formatName, noun: asked, nouns, prune} = this.request
    const pathOf = (folder: ExportFolder, item: ExportItem) => {
      const subfolder = asked === 'all' ? PLURALS[item.noun] : undefined
      return folder.pathFor(item, {extension: format.extension, format: formatName, subfolder})
    }

    return this.inFolder(async (folder) => {
      const sections = nouns.map((noun) => this.section(noun, writer !== undefined))
      if (writer) {
        for (const {items} of sections) for await (const item of items()) writer.note(item, pathOf(folder, item))
      }

      for (const {items, noun} of sections) {
        for await (const item of items()) {
          const text = writer ? writer.write(item) : format.write(item, this.job)
          if (text === undefined) this.counts.skipped += 1
          else {
            const isPartial = item.lacksTranscript || item.isPartial
            const isLess = item.lacksTranscript || (item.isPartial && !force)
            const record = {format: formatName, id: item.id, isPartial, noun}
            this.count(await folder.put(pathOf(folder, item), text, record, isLess))
          }
        }
      }

      for (const {id, path, text} of writer?.rest() ?? [])
        await folder.put(path, text, {format: formatName, id, noun: 'day'}, false)
      // What could not be read this time is not gone.
      if (!prune || this.source.missing.some(({later}) => later)) return
      this.counts.removed = await folder.prune(formatName, [...nouns, ...(writer ? ['day'] : [])])
    })
  }
}

const total = (sections: ReadonlyArray<{count(): number}>) =>
  sections.reduce((sum, section) => sum + section.count(), 0)

async function* counted(items: AsyncIterable<ExportItem>, count: () => void): AsyncGenerator<ExportItem> {
  for await (const item of items) {
    count()
    yield item
  }
}

async function drained(pieces: AsyncIterable<unknown>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]()
  while (!(await iterator.next()).done);
}

async function existing(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
}
