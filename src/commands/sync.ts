import * as Flags from '@oclif/core/flags'

import {confirmationNeeded} from '../lib/errors/index.js'
import {choicesFlag, yesFlag} from '../lib/flags/flags.js'
import {NOUNS} from '../lib/mirror/nouns.js'
import {type SyncResult} from '../lib/mirror/sync/sync.js'
import {BaseCommand} from '../lib/run/base-command.js'
import {waitFlag} from '../lib/run/list-command.js'
import {keepHeapSmall} from '../lib/run/small-heap.js'

export default class Sync extends BaseCommand<SyncResult> {
  static override description =
    'Memories, conversations with their transcripts, action items, goals with their history, folders and daily summaries of ' +
    'the profile are kept in one SQLite file in ~/.omi/mirror, which omi search and omi export read. Nothing that it has is ' +
    'fetched again, and a run may be stopped at any moment: the next one goes on. It keeps within the rate limits; where they ' +
    'end a run, what came is kept, and it says when it can go on (exit code 4). What is gone at the server is kept and ' +
    'marked. What cannot be seen: a transcript that was edited without any other change, why a conversation is gone ' +
    '(deleted, discarded or locked), changes of conversations older than 14 days, and of all but the newest of more than 10,000 memories or action items, until their turn within a week, and goal ' +
    'history beyond 365 days. docs/sync.md has the tables of the file.'
  static override readonly destructive = true
  static override examples = [
    '<%= config.bin %> sync',
    '<%= config.bin %> sync --only memory,action-item',
    '<%= config.bin %> --json sync --no-transcripts',
  ]
  static override flags = {
    only: choicesFlag('Only these [default: all]', NOUNS),
    'no-transcripts': Flags.boolean({
      exclusive: ['refresh-transcripts'],
      summary: 'Leave out the transcripts, which take most of the time',
    }),
    'refresh-transcripts': Flags.boolean({summary: 'Fetch every transcript again'}),
    full: Flags.boolean({
      summary: 'Read all of it again instead of a seventh of the old conversations and of long lists',
    }),
    wait: waitFlag(),
    prune: Flags.boolean({summary: 'Erase what is gone at the server; asks first'}),
    reset: Flags.boolean({summary: 'Remove the mirror and start anew; asks first'}),
    yes: yesFlag('Do not ask before --prune and --reset'),
  }
  static override readonly idempotent = true
  static override readonly operations = [
    'listMemories',
    'listActionItems',
    'listGoals',
    'listGoalHistory',
    'listFolders',
    'listConversations',
    'listDailySummaries',
  ] as const
  static override summary = 'Mirror your data to this machine, and keep it up to date'

  protected async render(result: SyncResult) {
    const {rowsOf, syncView} = await import('../lib/mirror/sync/sync-view.js')
    await this.output.list(syncView, rowsOf(result))
    const requests = `${result.requests} ${result.requests === 1 ? 'request' : 'requests'}`
    if (result.complete) this.output.success(`Up to date: ${result.mirror} (${requests})`)
    else this.output.note(`Mirror: ${result.mirror} (${requests})`)
  }

  async run() {
    const {flags} = await this.parse(Sync)
    const {prune, reset, yes} = flags
    const [{MirrorFile}, {runSync}, {countGone}] = await Promise.all([
      import('../lib/mirror/mirror-file.js'),
      import('../lib/mirror/sync/run-sync.js'),
      import('../lib/mirror/erase.js'),
    ])
    const settings = await this.settings()
    const file = MirrorFile.of(settings, this.output.io)
    if (prune && !yes && !this.somebodyIsThere) throw confirmationNeeded('Erase what is gone at the server?', '--yes')
    const api = await this.api()
    // A page is kept as soon as it is there, and a first run has many.
    if (this.output.io.ownsProcess) keepHeapSmall()
    const {failure, result} = await runSync(
      {
        askToPrune: prune ? () => this.mayPrune(() => countGone(file), yes) : undefined,
        askToReset: reset ? () => this.confirm(`Remove ${file.path} and start anew?`, yes) : undefined,
        full: flags.full,
        nouns: NOUNS.filter((noun) => flags.only?.split(',').includes(noun) ?? true),
        refreshTranscripts: flags['refresh-transcripts'],
        transcripts: !flags['no-transcripts'],
        waits: flags.wait,
      },
      {api, file, output: this.output, progress: await this.progress(), settings, signal: this.signal},
    )
    if (failure) this.failAfterOutput(failure)
    return result
  }

  /** Whether there is anything to erase, and somebody wants it erased. */
  private async mayPrune(countGone: () => Promise<Map<string, number>>, yes: boolean): Promise<boolean> {
    const gone = await countGone()
    if (gone.size === 0) return false
    const counts = [...gone].map(([noun, count]) => `${count} of ${noun}`).join(', ')
    await this.confirm(`Erase what is gone for good: ${counts}?`, yes)
    return true
  }
}
