import {pathSegment} from '../../../lib/api/path-segment.js'
import {requiredArg} from '../../../lib/flags/flags.js'
import {LocalCommand} from '../../../lib/local/local-command.js'

export default class LocalTaskComplete extends LocalCommand<unknown> {
  static override args = {id: requiredArg("The task's id, as task search shows it")}
  static override description = 'It is asked for once, whatever becomes of the answer.'
  static override examples = ['<%= config.bin %> local task complete 9b29b48a-4d5e-4b41-9ac9-348ef76c2747']
  static override readonly idempotent = true
  static override summary = 'Mark a task of Omi Desktop as done'

  protected render() {
    this.output.success('Task completed.')
  }

  async run() {
    const {args} = await this.parse(LocalTaskComplete)
    pathSegment(args.id)
    return this.callTool('complete_task', {task_id: args.id}, {changes: true})
  }
}
