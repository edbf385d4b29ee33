import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {MEMORY_BATCH} from '../../lib/api/memories.js'
import {showBulkResult} from '../../lib/bulk/bulk-result-view.js'
import {type BulkResult} from '../../lib/bulk/create-many.js'
import {operationOf} from '../../lib/contract/operation.js'
import {hourlyLimit} from '../../lib/contract/rate-policies.js'
import {type Memory, type MemoryCreate as NewMemory} from '../../lib/contract/schema.js'
import {errorOf, isOmiError, missingArgument} from '../../lib/errors/index.js'
import {fileFlags} from '../../lib/flags/file-flags.js'
import {READS_STDIN, type ValueFacts} from '../../lib/flags/value-facts.js'
import {checkText} from '../../lib/input/check-text.js'
import {textFrom, textLimit} from '../../lib/input/input.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {LONGEST_CONTENT, memoryFlags} from '../../lib/memory/memory-flags.js'
import {memoryView} from '../../lib/memory/memory-view.js'
import {CreateCommand, type FileFlags} from '../../lib/run/create-command.js'

export default class MemoryCreate extends CreateCommand<Memory> {
  static override args = {
    content: Args.string({
      ...READS_STDIN,
      ...({requiredUnless: ['file']} satisfies ValueFacts),
      description: `The fact to keep, up to ${LONGEST_CONTENT} characters; - reads it from stdin`,
      ignoreStdin: true,
    }),
  }
  static override description =
    'The same content created twice is one memory. With --file, all of a JSON, JSON Lines or CSV file is created ' +
    '(fields: content, category, visibility, tags); a stopped run goes on.'
  static override examples = [
    '<%= config.bin %> memory create "Prefers async over sync"',
    '<%= config.bin %> memory create "Plays the cello" --category hobbies --tag music --visibility public',
    'echo "Prefers tea" | <%= config.bin %> memory create -',
    '<%= config.bin %> memory create --file memories.csv',
  ]
  static override flags = {
    ...memoryFlags,
    visibility: Flags.option({
      default: 'private',
      options: ['public', 'private'] as const,
      summary: 'Who may see it',
    })(),
    ...fileFlags,
    'allow-shortened': Flags.boolean({
      dependsOn: ['file'],
      helpGroup: 'file',
      summary: 'Texts cut to 70 characters too',
    }),
  }
  static override readonly idempotent = true
  static override readonly mcpTool = {
    name: 'memory_create',
    title: 'Create a memory',
    description:
      'Keeps a fact about the user. Use it when the user asks to remember something; one fact each, as a sentence that is understood alone. The same content again makes no second one.',
    toolset: 'memory',
    input: {
      content: {description: `The fact, up to ${LONGEST_CONTENT} characters`},
      category: 'What it is about; Omi chooses where it is left out',
      tags: {description: 'Words to find it by', of: 'tag'},
      visibility: 'Who may see it',
    },
  } as const satisfies McpTool
  static override readonly operations = ['createMemory', 'createMemories'] as const
  static override summary = 'Create a memory, or all of a file'
  static override usage = ['memory create CONTENT [FLAGS]', 'memory create --file FILE [FLAGS]']

  protected async render(result: BulkResult | Memory) {
    if ('existing' in result) return showBulkResult(this.output, result, ['memory', 'memories'])
    await this.output.item(memoryView, result)
    this.output.success('Memory created.')
  }

  async run() {
    const {args, flags} = await this.parse(MemoryCreate)
    const {category, file, tag: tags = [], visibility} = flags
    if (file !== undefined) {
      if (args.content !== undefined) throw surplusContent(args.content)
      return this.createFrom({category, tags, visibility}, {...flags, file})
    }

    if (args.content === undefined) throw missingArgument('CONTENT', 'Give the content, - for stdin, or --file FILE.')
    const content = await textFrom(args.content, this.output, this.signal, textLimit('CONTENT', LONGEST_CONTENT))
    checkText(content, 'CONTENT', LONGEST_CONTENT)
    const {memories} = await this.api()
    return memories.create({content, category, visibility, tags})
  }

  /** `defaults` stand in for what a row leaves out. */
  private async createFrom(
    defaults: Omit<NewMemory, 'content'>,
    flags: FileFlags & {'allow-shortened': boolean},
  ): Promise<BulkResult> {
    const {'allow-shortened': allowed} = flags
    const [{memoryRows}, {knownOf}, {BeforeRun}, {isShortened}] = await Promise.all([
      import('../../lib/memory/memory-rows.js'),
      import('../../lib/bulk/known.js'),
      import('../../lib/bulk/before-run.js'),
      import('../../lib/memory/shortened.js'),
    ])
    const {http, keys, memories} = await this.api()
    const known = new Set<string>()
    // What the server answers with in a batch may be older than this process.
    const beforeRun = new BeforeRun(http.clock, this.output.io.began, known, () => keys.current())
    const creation = {
      accept: async (rows: readonly NewMemory[]) => {
        const count = rows.filter(({content}) => isShortened(content)).length
        if (count > 0) await this.confirm(shortenedQuestion(count), allowed, '--allow-shortened')
      },
      batchSize: MEMORY_BATCH,
      hadBefore: (closely: boolean) => beforeRun.ids(closely),
      kind: memoryRows,
      // A key that may not read them may create them, and what is sent again makes no second one.
      known: () =>
        knownOf(memories.listing().items({resumable: false}), ({content}) => content.trim()).catch(unlessForbidden),
      noteKnown(ids: readonly string[]) {
        for (const id of ids) known.add(id)
      },
      noun: 'memory',
      perHour: hourlyLimit(operationOf('createMemories').policies?.[0]),
      says: ({content}: NewMemory) => content.trim(),
      async send(rows: NewMemory[]) {
        const sent = beforeRun.sends()
        const created = await memories.createBatch(rows.map((row) => ({...defaults, ...row})))
        beforeRun.note(created, sent)
        return created.map(({id}) => id)
      },
    }
    return this.createAll(creation, flags, [...flagsFor(defaults), ...(allowed ? ['--allow-shortened'] : [])])
  }
}

const shortenedQuestion = (count: number) =>
  `${count} of the texts ${count === 1 ? 'ends' : 'end'} in ... after 70 characters, as the server shortens those of a lapsed plan. Create ${count === 1 ? 'it' : 'them'} so?`

/** The flags that set these defaults, for the command that continues. */
const flagsFor = ({category, tags = [], visibility}: Omit<NewMemory, 'content'>) => [
  ...(category ? ['--category', category] : []),
  ...(visibility ? ['--visibility', visibility] : []),
  ...tags.flatMap((tag) => ['--tag', tag]),
]

/** Nothing where reading is forbidden; every other error as it is. */
function unlessForbidden(error: unknown): Map<string, string> {
  if (isOmiError(error) && error.facts.status === 403) return new Map()
  throw error
}

const surplusContent = (content: string) =>
  errorOf('unexpected_argument', {about: [content], detail: 'With --file the contents come from the file.'})
