import {pathSegment} from '../../../lib/api/path-segment.js'
import {requiredArg, yesFlag} from '../../../lib/flags/flags.js'
import {LocalCommand} from '../../../lib/local/local-command.js'

export default class LocalTaskDelete extends LocalCommand<unknown> {
  static override args = {id: requiredArg("The task's id, as task search shows it")}
  static override description = 'It is asked for once, whatever becomes of the answer.'
  static override readonly destructive = true
  static override examples = ['<%= config.bin %> local task delete 9b29b48a-4d5e-4b41-9ac9-348ef76c2747 --yes']
  static override flags = {yes: yesFlag()}
  static override summary = 'Delete a task of Omi Desktop'

  protected render() {
    this.output.success('Task deleted.')
  }

  async run() {
    const {args, flags} = await this.parse(LocalTaskDelete)
    pathSegment(args.id)
    const desktop = await this.desktop()
    await this.confirm(`Delete task ${args.id}?`, flags.yes)
    return desktop.call('delete_task', JSON.stringify({task_id: args.id}), {changes: true})
  }
}
