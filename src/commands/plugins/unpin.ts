import {markedPluginArg, MarkPluginsCommand} from '../../lib/plugins/mark-plugins.js'

export default class PluginsUnpin extends MarkPluginsCommand {
  static override args = {plugin: markedPluginArg()}
  static override description = 'Undoes omi plugins pin.'
  static override examples = ['<%= config.bin %> plugins unpin omi-plugin-standup']
  static override summary = 'Let plugins be updated again'
  protected readonly done = 'is updated again'

  async run() {
    const {args} = await this.parse(PluginsUnpin)
    return this.mark(args.plugin, (plugin) => ({...plugin, pinned: undefined}))
  }
}
