import * as Flags from '@oclif/core/flags'

import {invalidValue} from '../../lib/errors/index.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {LocalCommand} from '../../lib/local/local-command.js'
import {showToolResult} from '../../lib/local/tool-result.js'
import {fieldsAsJson} from '../../lib/run/raw-request.js'

export default class LocalCall extends LocalCommand<unknown> {
  static override args = {tool: requiredArg('The tool, as omi local tools names it')}
  static override description =
    'What a tool does is its own: it is called once, whatever becomes of the answer. The result is printed as it is.'
  static override examples = [
    '<%= config.bin %> local call get_local_status',
    '<%= config.bin %> local call search_screen_history --field query=budget --field days:=30',
  ]
  static override flags = {
    field: Flags.string({
      helpValue: 'NAME=TEXT',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'An argument; NAME:=JSON for a number, true, null, a list; may be given more than once',
    }),
  }
  static override summary = 'Call a tool of Omi Desktop'

  protected render(result: unknown) {
    return showToolResult(this.output, result)
  }

  async run() {
    const {args, flags} = await this.parse(LocalCall)
    if (args.tool.trim() === '') throw invalidValue('TOOL', 'It is empty. omi local tools lists them.')
    const fields = fieldsAsJson(flags.field ?? [])
    const desktop = await this.desktop()
    return desktop.call(args.tool, fields, {changes: true})
  }
}
