import {markedPluginArg, MarkPluginsCommand} from '../../lib/plugins/mark-plugins.js'

export default class PluginsDisable extends MarkPluginsCommand {
  static override args = {plugin: markedPluginArg()}
  static override description = 'It stays installed. OMI_NO_PLUGINS=1 does the same to all plugins, for one run.'
  static override examples = ['<%= config.bin %> plugins disable omi-plugin-standup']
  static override summary = 'Do not load plugins, until they are enabled again'
  protected readonly done = 'disabled'

  async run() {
    const {args} = await this.parse(PluginsDisable)
    return this.mark(args.plugin, (plugin) => ({...plugin, disabled: true}))
  }
}
