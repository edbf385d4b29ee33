import {integerFlag} from '../../lib/flags/flags.js'
import {LocalCommand} from '../../lib/local/local-command.js'
import {showToolResult} from '../../lib/local/tool-result.js'

export default class LocalRecap extends LocalCommand<unknown> {
  static override examples = ['<%= config.bin %> local recap', '<%= config.bin %> local recap --days-ago 1']
  static override flags = {
    'days-ago': integerFlag('Of which day: 0 is today, 1 yesterday', {default: 0, max: 365, min: 0}),
  }
  static override readonly readOnly = true
  static override summary = 'Tell what was done on this machine on a day'

  protected render(result: unknown) {
    return showToolResult(this.output, result)
  }

  async run() {
    const {flags} = await this.parse(LocalRecap)
    return this.callTool('get_daily_recap', {days_ago: flags['days-ago']})
  }
}
