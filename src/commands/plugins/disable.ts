import {MarkPluginsCommand} from '../../lib/plugin-verbs/mark-plugins.js'

export default class PluginsDisable extends MarkPluginsCommand {
  static override description = 'It stays installed. OMI_NO_PLUGINS=1 does the same to all plugins, for one run.'
  static override examples = ['<%= config.bin %> plugins disable omi-plugin-standup']
  static override readonly idempotent = true
  static override summary = 'Do not load plugins, until they are enabled again'
  protected readonly done = 'disabled'
  protected readonly marks = {disabled: true} as const
}
