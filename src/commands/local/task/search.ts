import * as Flags from '@oclif/core/flags'

import {requiredArg} from '../../../lib/flags/flags.js'
import {checkText} from '../../../lib/input/check-text.js'
import {LocalCommand} from '../../../lib/local/local-command.js'
import {LONGEST_QUERY} from '../../../lib/local/longest-query.js'
import {taskRows, taskView} from '../../../lib/local/task-rows.js'
import {showToolResult} from '../../../lib/local/tool-result.js'

export default class LocalTaskSearch extends LocalCommand<unknown> {
  static override args = {query: requiredArg('What it is about, in words')}
  static override description = 'With --json the result of Omi Desktop is printed as it is.'
  static override examples = [
    '<%= config.bin %> local task search dentist',
    '<%= config.bin %> --json local task search report --include-completed',
  ]
  static override flags = {'include-completed': Flags.boolean({summary: 'Those that are done too'})}
  static override readonly readOnly = true
  static override summary = 'Search the tasks of Omi Desktop'

  protected render(result: unknown) {
    const tasks = taskRows(result)
    return tasks ? this.output.list(taskView, tasks) : showToolResult(this.output, result)
  }

  async run() {
    const {args, flags} = await this.parse(LocalTaskSearch)
    checkText(args.query, 'QUERY', LONGEST_QUERY)
    return this.callTool('search_tasks', {query: args.query, include_completed: flags['include-completed']})
  }
}
