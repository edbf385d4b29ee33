import {existsSync, statSync} from 'node:fs'

import {fileExists, invalidValue, missingArgument, outputPathWanted} from '../errors/index.js'
import {type Output} from '../output/output.js'
import {nearest} from '../text/nearest.js'
import {type ExportFormat} from './format.js'
import {type Noun} from './nouns.js'
import {FORMAT_NAMES, FORMATS, isOwnFormat, nounsFor} from './registry.js'
import {type ExportRequest, wantsFolder} from './run-export.js'

/** What the flags of `omi export` say. */
interface ExportFlags {
  readonly 'calendar-name'?: string
  readonly categories?: string
  readonly completed: boolean
  readonly 'conversation-id'?: string
  readonly 'dry-run': boolean
  readonly excel: boolean
  readonly 'folder-id'?: string
  readonly force: boolean
  readonly format?: string
  readonly front?: string
  readonly 'no-transcripts': boolean
  readonly 'not-starred': boolean
  readonly obsidian: boolean
  readonly open: boolean
  readonly output?: string
  readonly prune: boolean
  readonly since?: string
  readonly starred: boolean
  readonly until?: string
  readonly 'with-gone'?: boolean
}

/** The nouns whose list has a filter, by the flag. */
const FILTERS: Readonly<Record<string, readonly Noun[]>> = {
  categories: ['memory', 'conversation'],
  completed: ['action-item'],
  'conversation-id': ['action-item'],
  'folder-id': ['conversation'],
  'not-starred': ['conversation'],
  open: ['action-item'],
  starred: ['conversation'],
}

/** The formats that a flag is for. */
const FORMATS_OF: Readonly<Record<string, readonly string[]>> = {
  'calendar-name': ['ics'],
  excel: ['csv', 'tsv'],
  front: ['anki'],
  obsidian: ['md'],
}

interface Run {
  /** Loads a format of a plugin; undefined where no plugin has one of that name. */
  readonly findFormat: (name: string) => Promise<ExportFormat | undefined>
  readonly forcesWasm: boolean
  /** The flags that were typed. */
  readonly given: readonly string[]
  /** Whether a JSON document is to be printed. */
  readonly json: boolean
  /** The formats of plugins. */
  readonly otherFormats: () => readonly string[]
  readonly output: Output
}

/** What is to be exported. Throws a UsageError for flags that do not go together, before anything is asked for or written. */
export async function prepare(asked: string, flags: ExportFlags, run: Run): Promise<ExportRequest> {
  const noun = asked as 'all' | Noun
  if (flags.format === undefined) throw missingArgument('--format FORMAT', `Give one of: ${FORMAT_NAMES.join(', ')}.`)
  const format = isOwnFormat(flags.format) ? await FORMATS[flags.format].load() : await run.findFormat(flags.format)
  if (!format) throw noSuchFormat(flags.format, run.otherFormats())
  checkFlags(noun, flags, run.given)
  const nouns = nounsFor(format, noun)
  if (nouns.length === 0)
    throw invalidValue(`--format ${flags.format}`, `It has a form for ${format.nouns.join(', ')} only.`)
  if (flags['no-transcripts'] && format.layout === 'each-item' && format.nouns.join('') === 'conversation') {
    throw invalidValue('--no-transcripts', `Transcripts are what --format ${flags.format} writes.`)
  }

  const path = flags.output === '-' ? undefined : flags.output
  if (path === '') throw invalidValue('--output', 'It is empty.')
  const request: ExportRequest = {
    dryRun: flags['dry-run'],
    force: flags.force,
    format,
    formatName: flags.format,
    noun,
    nouns,
    now: new Date(run.output.io.clock.now()),
    options: {
      calendarName: flags['calendar-name'],
      excel: flags.excel,
      forcesWasm: run.forcesWasm,
      front: flags.front,
      obsidian: flags.obsidian,
      withTranscripts: !flags['no-transcripts'],
    },
    path,
    prune: flags.prune,
    selection: {
      filter: filterOf(flags),
      since: flags.since,
      until: flags.until,
      withGone: flags['with-gone'] ?? false,
      withTranscripts: Boolean(format.withTranscripts) && !flags['no-transcripts'],
    },
  }
  checkPlace(request, run)
  if (path !== undefined && !wantsFolder(request)) {
    const isThere = existsSync(path)
    if (isThere && statSync(path).isDirectory())
      throw invalidValue(`--output ${path}`, 'It is a folder. Name a file in it.')
    if (isThere && !request.force) throw fileExists(path)
  }

  return request
}

const noSuchFormat = (name: string, others: readonly string[]) => {
  const names = [...FORMAT_NAMES, ...others]
  const near = nearest(name, names)
  return invalidValue(
    `--format ${name}`,
    `${near ? `Did you mean ${near}? ` : ''}Expected one of: ${names.join(', ')}.`,
  )
}

function checkFlags(noun: 'all' | Noun, {format = '', prune}: ExportFlags, given: readonly string[]): void {
  for (const flag of given) {
    const nouns = FILTERS[flag]
    if (nouns && (noun === 'all' || !nouns.includes(noun))) {
      throw invalidValue(`--${flag}`, `It is for ${nouns.map((one) => `export ${one}`).join(' and ')}.`)
    }

    const formats = FORMATS_OF[flag]
    if (formats && !formats.includes(format))
      throw invalidValue(`--${flag}`, `It is for --format ${formats.join(' and ')}.`)
  }

  const filter = given.find((flag) => flag in FILTERS || flag === 'since' || flag === 'until')
  if (prune && filter) throw invalidValue('--prune', `With --${filter}, all else would be taken for gone.`)
}

/** Whether it can go where it is to go. */
function checkPlace(request: ExportRequest, {json, output}: Run): void {
  const {dryRun, force, format, path, prune} = request
  if (prune && !wantsFolder(request)) throw invalidValue('--prune', 'It is for a folder with a file for each item.')
  if (dryRun || path !== undefined) return
  if (wantsFolder(request)) throw outputPathWanted('What is written is more than one file: PATH is their folder.')
  if (json) throw outputPathWanted('Stdout cannot have both what is exported and the JSON result.')
  if (force) throw invalidValue('--force', 'There is no file to write over without -o PATH.')
  const {isBinary, needsFile} = format.layout === 'each-item' ? {} : format
  if (needsFile) throw outputPathWanted('It cannot be written to stdout.')
  if (isBinary && output.terminal) throw outputPathWanted('It is no text, which a terminal could show.')
}

const filterOf = (flags: ExportFlags) => ({
  ...(flags.categories !== undefined && {categories: flags.categories}),
  ...(flags.completed && {completed: true}),
  ...(flags.open && {completed: false}),
  ...(flags['conversation-id'] !== undefined && {conversation_id: flags['conversation-id']}),
  ...(flags['folder-id'] !== undefined && {folder_id: flags['folder-id']}),
  ...(flags.starred && {starred: true}),
  ...(flags['not-starred'] && {starred: false}),
})
