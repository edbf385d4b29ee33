import * as Flags from '@oclif/core/flags'

import {integerFlag, limitFlag, requiredArg} from '../../lib/flags/flags.js'
import {checkText} from '../../lib/input/check-text.js'
import {LocalCommand} from '../../lib/local/local-command.js'
import {LONGEST_QUERY} from '../../lib/local/longest-query.js'
import {type ScreenRow, screenRows, screenView} from '../../lib/local/screen-rows.js'
import {showToolResult} from '../../lib/local/tool-result.js'

/** What fits, or the desktop's own text where that is in no form that is known. */
type Found = ScreenRow[] | {text: string}

export default class LocalSearchScreen extends LocalCommand<Found> {
  static override args = {query: requiredArg('What was on the screen, in words')}
  static override description = 'omi local screenshot ID shows what a row is about.'
  static override examples = [
    '<%= config.bin %> local search-screen budget',
    '<%= config.bin %> local search-screen "travel plans" --days 30 --app Safari --limit 5',
  ]
  static override flags = {
    days: integerFlag('How many days back', {default: 7, max: 365, min: 1}),
    app: Flags.string({helpValue: 'NAME', summary: 'In this app only'}),
    limit: limitFlag({default: 15, max: 50, min: 1}),
  }
  static override readonly readOnly = true
  static override summary = 'Search what was on the screen'

  protected render(found: Found) {
    return Array.isArray(found) ? this.output.list(screenView, found) : showToolResult(this.output, found.text)
  }

  async run(): Promise<Found> {
    const {args, flags} = await this.parse(LocalSearchScreen)
    checkText(args.query, 'QUERY', LONGEST_QUERY)
    const {app, days, limit} = flags
    const asked = {query: args.query, days, limit, ...(app && {app_filter: app})}
    const result = await this.callTool('search_screen_history', asked)
    return screenRows(result) ?? {text: typeof result === 'string' ? result : JSON.stringify(result)}
  }
}
