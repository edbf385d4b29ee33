import {type ToolDescriptor} from '../../lib/local/desktop.js'
import {LocalCommand} from '../../lib/local/local-command.js'
import {type View} from '../../lib/output/view.js'

const toolView: View<ToolDescriptor> = {
  columns: [
    {name: 'name', rank: 0, value: ({name}) => name},
    {flexible: true, name: 'description', value: ({description}) => description},
  ],
  empty: 'This Omi Desktop has no tools.',
}

export default class LocalTools extends LocalCommand<ToolDescriptor[]> {
  static override examples = ['<%= config.bin %> local tools', "<%= config.bin %> --jq '.[].name' local tools"]
  static override readonly readOnly = true
  static override summary = 'List what Omi Desktop can be asked for'

  protected render(tools: ToolDescriptor[]) {
    return this.output.list(toolView, tools)
  }

  async run() {
    await this.parse(LocalTools)
    const desktop = await this.desktop()
    return desktop.tools()
  }
}
