import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {conversationCategoryValues, memoryCategoryValues} from '../../lib/contract/schema.js'
import {isOmiError} from '../../lib/errors/index.js'
import {
  type ExportResult,
  exportView,
  resultOf,
  stdoutOf,
  tellExport,
  tellMissing,
} from '../../lib/export/export-view.js'
import {NOUNS} from '../../lib/export/nouns.js'
import {FORMAT_NAMES} from '../../lib/export/registry.js'
import {checkOrder, timeFlag} from '../../lib/flags/date-flags.js'
import {choicesFlag, idFlag, inGroup} from '../../lib/flags/flags.js'
import {type ValueFacts} from '../../lib/flags/value-facts.js'
import {PagedCommand, waitFlag} from '../../lib/run/list-command.js'
import {keepHeapSmall} from '../../lib/run/small-heap.js'

/** Formats of plugins may be given too, so the names are no `options` of oclif's. */
const format = Flags.string({
  ...({mandatory: true, values: FORMAT_NAMES, valueType: 'choice'} satisfies ValueFacts),
  description: `One of: ${FORMAT_NAMES.join(', ')}; plugins can add others.`,
  helpValue: 'FORMAT',
  summary: `One of: ${FORMAT_NAMES.join(', ')} (required)`,
})

/** Those of the noun's own list. */
const filterFlags = inGroup('filter', {
  since: timeFlag('Only what was at this time or later', 'start', {tense: 'past'}),
  until: timeFlag('Only what was at this time or earlier', 'end', {tense: 'past'}),
  categories: choicesFlag('Only memories or conversations of these categories', [
    ...new Set([...conversationCategoryValues, ...memoryCategoryValues]),
  ]),
  'folder-id': idFlag('folder', 'Only conversations in this folder'),
  starred: Flags.boolean({exclusive: ['not-starred'], summary: 'Only conversations with a star'}),
  'not-starred': Flags.boolean({summary: 'Only conversations without a star'}),
  completed: Flags.boolean({exclusive: ['open'], summary: 'Only action items that are done'}),
  open: Flags.boolean({summary: 'Only action items that are not done'}),
  'conversation-id': idFlag('conversation', 'Only action items of this conversation'),
})

/** What single formats can do. */
const formatFlags = inGroup('format', {
  excel: Flags.boolean({summary: 'csv and tsv: with the mark by which Excel knows UTF-8'}),
  obsidian: Flags.boolean({summary: 'md: links between notes, and daily notes'}),
  'calendar-name': Flags.string({helpValue: 'NAME', summary: 'ics: what calendars call it'}),
  front: Flags.string({helpValue: 'TEXT', summary: 'anki: the front of a card, such as "What about {category}?"'}),
})

export default class Export extends PagedCommand<ExportResult | undefined> {
  static override args = {
    noun: Args.string({
      description: `What to export: ${NOUNS.join(', ')}, or all of it`,
      ignoreStdin: true,
      options: [...NOUNS, 'all'],
      required: true,
    }),
  }
  static override description =
    'Without -o, what is one file goes to stdout. A folder remembers what was written to it, so that the next export writes ' +
    'only what has changed, and nothing over what you have edited. docs/export.md shows each format.'
  static override examples = [
    '<%= config.bin %> export memory --format csv',
    '<%= config.bin %> export conversation --format json --since -1w -o last-week.json',
    '<%= config.bin %> export all --format jsonl -o backup',
  ]
  static override flags = {
    format,
    output: Flags.string({
      char: 'o',
      helpValue: 'PATH',
      ...({valueType: 'file'} satisfies ValueFacts),
      summary: 'The file, or the folder, to write',
    }),
    force: Flags.boolean({summary: 'Write over a file that is there, and over what you have edited in a folder'}),
    prune: Flags.boolean({
      summary: 'Remove from the folder what is gone from the account, what you have edited only with --force',
    }),
    'dry-run': Flags.boolean({summary: 'Write nothing, and tell what would be written'}),
    from: Flags.option({
      options: ['mirror', 'api'] as const,
      summary: 'Where it comes from; by default the mirror of omi sync where it is complete and less than a day old',
    })(),
    'with-gone': Flags.boolean({summary: 'From the mirror: also what is gone from the account'}),
    'no-transcripts': Flags.boolean({summary: 'Conversations without what was said'}),
    wait: waitFlag(),
    ...filterFlags,
    ...formatFlags,
  }
  static override readonly operations = [
    'listMemories',
    'listConversations',
    'listActionItems',
    'listGoals',
    'listFolders',
    'listDailySummaries',
  ] as const
  static override summary = 'Write what you have into files: json, csv, notes, calendars, …'
  static override usage = ['export NOUN --format FORMAT [FLAGS]', 'export all --format FORMAT -o PATH [FLAGS]']

  protected async render(result: ExportResult | undefined) {
    if (!result) return
    await this.output.item(exportView, result)
    tellExport(this.output, result)
  }

  async run() {
    const {args, flags, raw} = await this.parse(Export)
    checkOrder(flags, 'since', 'until')
    const [{loadPluginFormat, pluginFormats}, {prepare}, {runExport}, {chooseSource}] = await Promise.all([
      import('../../lib/plugins/export-formats.js'),
      import('../../lib/export/prepare.js'),
      import('../../lib/export/run-export.js'),
      import('../../lib/export/choose-source.js'),
    ])
    const request = await prepare(args.noun, flags, {
      findFormat: (name) => loadPluginFormat(this.config, name),
      forcesWasm: this.environment.sqlite === 'wasm',
      given: raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : [])),
      otherFormats: () => [...pluginFormats(this.config).keys()],
      json: this.globals.json || this.globals.fields !== undefined,
      output: this.output,
    })
    const source = await chooseSource({
      api: () => this.api(),
      from: flags.from,
      output: this.output,
      selection: request.selection,
      settings: await this.settings(),
      ...this.waitOut(flags.wait),
    })
    if (request.dryRun) this.output.note('A dry run, which writes nothing.')
    const reading = (await this.output.waiting())?.begin()
    if (this.output.io.ownsProcess) keepHeapSmall()
    let count = 0
    const exported = await runExport(request, source, {
      onItem() {
        count += 1
        reading?.count(count)
      },
      warn: (text) => this.output.warn(text),
      writeOut: stdoutOf(this.output),
    }).finally(() => reading?.end())
    const result = resultOf(request, source, exported)
    tellMissing(this.output, result)
    if (source.stoppedBy && isOmiError(source.stoppedBy)) this.failAfterOutput(source.stoppedBy)
    if (request.path !== undefined || request.dryRun) return result
    // Stdout has what was exported.
    tellExport(this.output, result)
  }
}
