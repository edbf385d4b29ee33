import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {nothingToSearch} from '../lib/errors/index.js'
import {checkOrder, timeFlag} from '../lib/flags/date-flags.js'
import {choicesFlag, limitFlag} from '../lib/flags/flags.js'
import {type McpTool} from '../lib/mcp/tool.js'
import {MirrorFile} from '../lib/mirror/mirror-file.js'
import {NOUNS} from '../lib/mirror/nouns.js'
import {type SearchFacts, searchMirror, type SearchResult} from '../lib/mirror/search/search.js'
import {isOfAnotherSignIn, OF_ANOTHER_SIGN_IN} from '../lib/mirror/sign-in.js'
import {BaseCommand} from '../lib/run/base-command.js'
import {VerbResult} from '../lib/run/verb-result.js'

const DAY = 86_400_000

export default class Search extends BaseCommand<VerbResult<SearchResult, SearchFacts>> {
  static override args = {
    words: Args.string({
      description: 'What to look for: all of it has to be there',
      ignoreStdin: true,
      multiple: true,
      required: true,
    }),
  }
  static override description =
    'Looks through what omi sync has kept, without a network, best first. "a phrase" in quotes has to stand as it is, begin* finds ' +
    'what begins so, and whatever else is typed is looked for as it is, without regard to case and accents. For a search by ' +
    'meaning, which the server does, there is omi memory search.'
  static override examples = [
    '<%= config.bin %> search dentist',
    `<%= config.bin %> search '"train to Ghent"' --only conversation`,
    '<%= config.bin %> --json search coff* --not decaf --since 2026-01-01',
  ]
  static override flags = {
    only: choicesFlag('Only these [default: all]', NOUNS),
    since: timeFlag('Only what was at this time or later', 'start', {tense: 'past'}),
    until: timeFlag('Only what was at this time or before', 'end', {tense: 'past'}),
    not: Flags.string({
      helpValue: 'WORD',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Without this word; may be given more than once',
    }),
    limit: limitFlag({default: 20, max: 200, min: 1}),
  }
  static override readonly mcpTool = {
    name: 'search',
    title: 'Search everything',
    description:
      'Searches memories, conversations with their transcripts, action items, goals and daily summaries for words, in the copy on this machine; all words have to be there.',
    toolset: 'search',
    input: {
      query: {description: 'The words to look for; "a phrase" in quotes, begin*', of: 'words', single: true},
      only: 'Only these kinds',
      since: 'Only what was at this time or later. An ISO 8601 time or date, or today, yesterday, friday, -2w',
      until: 'Only what was at this time or before',
      limit: {description: 'How many at most', max: 100},
    },
  } as const satisfies McpTool
  static override readonly readOnly = true
  static override summary = 'Search your data on this machine, in milliseconds'

  protected async render({document, facts}: VerbResult<SearchResult, SearchFacts>) {
    const {terminal} = this.output
    if (terminal) {
      const {searchPage} = await import('../lib/mirror/search/search-page.js')
      await this.output.write(searchPage(document.items, facts, terminal, this.output.reader.now))
    } else {
      const {searchView} = await import('../lib/mirror/search/search-view.js')
      await this.output.list(searchView, document.items)
    }

    const {length} = document.items
    if (length === 0) await this.output.hint('Nothing found.')
    else if (length < document.total)
      await this.output.hint(`${length} of ${document.total} shown: --limit shows more.`)
  }

  async run() {
    this.argv = dashesKept(this.argv)
    const {args, flags} = await this.parse(Search)
    checkOrder(flags, 'since', 'until')
    const settings = await this.settings()
    const file = MirrorFile.of(settings, this.output.io, true)
    if (!file.exists) throw nothingToSearch()
    const {facts, result} = await searchMirror(file, {
      limit: flags.limit,
      not: flags.not,
      nouns: flags.only === undefined ? undefined : NOUNS.filter((noun) => flags.only?.split(',').includes(noun)),
      since: flags.since === undefined ? undefined : Date.parse(flags.since),
      until: flags.until === undefined ? undefined : Date.parse(flags.until),
      words: args.words.map((word) => word.replace(KEPT, '')),
    })
    if (isOfAnotherSignIn(facts.signIn, settings)) this.output.warn(OF_ANOTHER_SIGN_IN)
    this.tellAge(result)
    return new VerbResult(result, facts)
  }

  /** Says how old what is searched is, where that is more than a day. */
  private tellAge({complete, synced_at: time}: SearchResult): void {
    if (time === null) return this.output.warn('The mirror is not complete yet: omi sync goes on with it.')
    const days = Math.floor((this.output.io.clock.now() - Date.parse(time)) / DAY)
    if (days >= 1)
      this.output.warn(`The mirror is ${days} ${days === 1 ? 'day' : 'days'} old: omi sync brings it up to date.`)
    else if (!complete) this.output.warn('The mirror is not complete: omi sync goes on with it.')
  }
}

/** What no argument can begin with stands before words that begin with one dash, which are data here and no flags. */
const KEPT = '\0'

/** The flags that take a value, which may begin with a dash. */
const TAKES_VALUE = /^--(?:limit|not|only|since|until)$/

function dashesKept(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  return argv.map((word, index) =>
    index < end && /^-[^-]/.test(word) && !TAKES_VALUE.test(argv[index - 1] ?? '') ? KEPT + word : word,
  )
}
