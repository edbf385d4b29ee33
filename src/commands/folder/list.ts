import {type Folder} from '../../lib/contract/schema.js'
import {folderView} from '../../lib/folder/folder-view.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class FolderList extends BaseCommand<Folder[]> {
  static override description = 'conversation list --folder-id ID shows what is in one.'
  static override examples = ['<%= config.bin %> folder list', '<%= config.bin %> --json folder list']
  static override readonly mcpTool = {
    name: 'folder_list',
    title: 'List folders',
    description: 'Lists the folders that conversations are kept in, with their ids for conversation_list.',
    toolset: 'conversation',
  } as const satisfies McpTool
  static override readonly operations = ['listFolders'] as const
  static override readonly readOnly = true
  static override summary = 'List folders'

  protected render(folders: Folder[]) {
    return this.output.list(folderView, folders)
  }

  async run() {
    await this.parse(FolderList)
    const {folders} = await this.api()
    return folders.list()
  }
}
