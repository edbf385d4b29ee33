import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {MEMORY_BATCH} from '../../lib/api/memories.js'
import {BaseCommand} from '../../lib/base-command.js'
import {type BulkResult} from '../../lib/bulk/create-many.js'
import {checkText} from '../../lib/check-text.js'
import {hourlyLimit} from '../../lib/contract/rate-policies.js'
import {type Memory, type MemoryCreate as NewMemory} from '../../lib/contract/schema.js'
import {missingArgument, UsageError} from '../../lib/errors.js'
import {fileFlags} from '../../lib/file-flags.js'
import {globalWords} from '../../lib/global-flags.js'
import {textFrom} from '../../lib/input.js'
import {LONGEST_CONTENT, memoryFlags} from '../../lib/memory-flags.js'
import {shellLine} from '../../lib/shell-words.js'
import {memoryView} from '../../lib/views/memory-view.js'

export default class MemoryCreate extends BaseCommand<BulkResult | Memory> {
  static override args = {
    content: Args.string({
      description: `The fact to keep, up to ${LONGEST_CONTENT} characters; - reads it from stdin`,
      ignoreStdin: true,
    }),
  }
  static override description =
    'The same content created twice is one memory. With --file, everything in a JSON, JSON Lines or CSV file is created ' +
    '(fields: content, category, visibility, tags); a run that was stopped goes on where it stopped.'
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
  }
  static override summary = 'Create a memory, or all of a file'
  static override usage = ['memory create CONTENT [FLAGS]', 'memory create --file FILE [FLAGS]']

  protected async render(result: BulkResult | Memory) {
    if (!('skipped' in result)) {
      await this.output.item(memoryView, result)
      this.output.success('Memory created.')
      return
    }

    await this.output.list({columns: [{name: 'id', value: (id: string) => id}]}, result.ids)
    const {created, skipped} = result
    const there = skipped > 0 ? `, ${skipped} there already` : ''
    this.output.success(`${created} ${created === 1 ? 'memory' : 'memories'} created${there}.`)
  }

  async run() {
    const {args, flags} = await this.parse(MemoryCreate)
    const {category, file, tag: tags = [], visibility} = flags
    if (file !== undefined) {
      if (args.content !== undefined) throw surplusContent(args.content)
      return this.createAll({category, tags, visibility}, {...flags, file})
    }

    if (args.content === undefined) throw missingArgument('CONTENT', 'Give the content, - for stdin, or --file FILE.')
    const content = await textFrom(args.content, this.output, this.signal)
    checkText(content, 'CONTENT', LONGEST_CONTENT)
    const {memories} = await this.api()
    return memories.create({content, category, visibility, tags})
  }

  /** `defaults` stand in for what a row leaves out. */
  private async createAll(
    defaults: Omit<NewMemory, 'content'>,
    {again, file, wait}: {again: boolean; file: string; wait: boolean},
  ): Promise<BulkResult> {
    const [{createFromFile}, {memoryRows}] = await Promise.all([
      import('../../lib/create-from-file.js'),
      import('../../lib/bulk/memory-rows.js'),
    ])
    const {memories} = await this.api()
    const words = ['omi', ...globalWords(this.globals), 'memory', 'create', '--file', file, ...flagsFor(defaults)]
    const creation = {
      batchSize: MEMORY_BATCH,
      confirmAgain: (question: string) => this.confirm(question, again, '--again'),
      continueCommand: shellLine(words),
      file,
      kind: memoryRows,
      noun: 'memory',
      perHour: hourlyLimit('dev:memories_batch'),
      async send(rows: NewMemory[]) {
        const created = await memories.createBatch(rows.map((row) => ({...defaults, ...row})))
        return created.map(({id}) => id)
      },
      wait,
    }
    return createFromFile(creation, await this.settings(), this.output, this.signal)
  }
}

/** The flags that set these defaults, for the command that continues. */
const flagsFor = ({category, tags = [], visibility}: Omit<NewMemory, 'content'>) => [
  ...(category ? ['--category', category] : []),
  ...(visibility ? ['--visibility', visibility] : []),
  ...tags.flatMap((tag) => ['--tag', tag]),
]

const surplusContent = (content: string) =>
  new UsageError(`Unexpected argument: ${content}`, {detail: 'With --file the contents come from the file.'})
