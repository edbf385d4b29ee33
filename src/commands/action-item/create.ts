import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {descriptionFrom, dueAtFlag, LONGEST_DESCRIPTION} from '../../lib/action-item/action-item-flags.js'
import {actionItemView} from '../../lib/action-item/action-item-view.js'
import {ACTION_ITEM_BATCH} from '../../lib/api/action-items.js'
import {type Beginning} from '../../lib/api/find-created.js'
import {showBulkResult} from '../../lib/bulk/bulk-result-view.js'
import {type BulkResult} from '../../lib/bulk/create-many.js'
import {operationOf} from '../../lib/contract/operation.js'
import {hourlyLimit} from '../../lib/contract/rate-policies.js'
import {type ActionItem, type ActionItemCreate as NewActionItem} from '../../lib/contract/schema.js'
import {errorOf, missingArgument} from '../../lib/errors/index.js'
import {fileFlags} from '../../lib/flags/file-flags.js'
import {READS_STDIN, type ValueFacts} from '../../lib/flags/value-facts.js'
import {type Moment} from '../../lib/io/moment.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {CreateCommand, type FileFlags} from '../../lib/run/create-command.js'

type Defaults = Omit<NewActionItem, 'description'>

export default class ActionItemCreate extends CreateCommand<ActionItem> {
  static override args = {
    description: Args.string({
      ...READS_STDIN,
      ...({requiredUnless: ['file']} satisfies ValueFacts),
      description: `What there is to do, up to ${LONGEST_DESCRIPTION} characters; - reads it from stdin`,
      ignoreStdin: true,
    }),
  }
  static override description =
    'With --file, everything in a JSON, JSON Lines or CSV file is created (fields: description, completed, due_at; ' +
    '--completed and --due-at stand in for what a row leaves out); a run that was stopped goes on where it stopped.'
  static override examples = [
    '<%= config.bin %> action-item create "Call the dentist" --due-at tomorrow',
    '<%= config.bin %> action-item create "Send the report" --due-at "2026-11-27 18:00"',
    'echo "Water the plants" | <%= config.bin %> action-item create -',
    '<%= config.bin %> action-item create --file tasks.csv',
  ]
  static override flags = {
    completed: Flags.boolean({summary: 'It is done already'}),
    'due-at': dueAtFlag(),
    ...fileFlags,
  }
  static override readonly mcpTool = {
    name: 'action_item_create',
    title: 'Create an action item',
    description: 'Adds something to the user’s list of what is to be done.',
    toolset: 'action_item',
    input: {
      description: `What there is to do, up to ${LONGEST_DESCRIPTION} characters`,
      due_at: 'When it is due. An ISO 8601 time or date, or today, yesterday, friday, -2w, +3d',
      completed: 'It is done already',
    },
  } as const satisfies McpTool
  static override readonly operations = ['createActionItem', 'createActionItems'] as const
  static override summary = 'Create an action item, or all of a file'
  static override usage = ['action-item create DESCRIPTION [FLAGS]', 'action-item create --file FILE [FLAGS]']

  protected async render(result: ActionItem | BulkResult) {
    if ('existing' in result) return showBulkResult(this.output, result, ['action item', 'action items'])
    await this.output.item(actionItemView, result)
    this.output.success('Action item created.')
  }

  async run() {
    const {args, flags} = await this.parse(ActionItemCreate)
    const {file} = flags
    const fields: Defaults = {completed: flags.completed || undefined, due_at: flags['due-at']}
    if (file !== undefined) {
      if (args.description !== undefined) throw surplusDescription(args.description)
      return this.createFrom(fields, {...flags, file})
    }

    if (args.description === undefined) {
      throw missingArgument('DESCRIPTION', 'Give the description, - for stdin, or --file FILE.')
    }

    const description = await descriptionFrom(args.description, 'DESCRIPTION', this.output, this.signal)
    const {actionItems} = await this.api()
    return actionItems.create({description, ...fields})
  }

  /** `defaults` stand in for what a row leaves out. */
  private async createFrom(defaults: Defaults, flags: FileFlags): Promise<BulkResult> {
    const [{actionItemRows, saysOf}, {knownOf}] = await Promise.all([
      import('../../lib/action-item/action-item-rows.js'),
      import('../../lib/bulk/known.js'),
    ])
    const {actionItems, http} = await this.api()
    const creation = {
      batchSize: ACTION_ITEM_BATCH,
      async findSent(rows: NewActionItem[], since: Beginning, known: readonly string[]) {
        const found = await actionItems.findCreated(rows, since, known)
        return found.map((item) => item?.id)
      },
      kind: actionItemRows,
      known: () => knownOf(actionItems.listing().items({resumable: false}), saysOf),
      noun: 'action item',
      patience: http.replyTimeout(operationOf('createActionItems')),
      perHour: hourlyLimit(operationOf('createActionItems').policies?.[0]),
      says: (row: NewActionItem) => saysOf({...defaults, ...row}),
      async send(rows: NewActionItem[]) {
        const created = await actionItems.createBatch(rows.map((row) => ({...defaults, ...row})))
        return created.map(({id}) => id)
      },
      serverTimeAt: (moment: Moment) => http.clock.at(moment)?.earliest,
    }
    return this.createAll(creation, flags, flagsFor(defaults))
  }
}

/** The flags that set these defaults, for the command that continues. */
const flagsFor = ({completed, due_at: dueAt}: Defaults) => [
  ...(completed ? ['--completed'] : []),
  ...(dueAt ? ['--due-at', dueAt] : []),
]

const surplusDescription = (description: string) =>
  errorOf('unexpected_argument', {about: [description], detail: 'With --file the descriptions come from the file.'})
