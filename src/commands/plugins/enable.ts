import {MarkPluginsCommand} from '../../lib/plugin-verbs/mark-plugins.js'

export default class PluginsEnable extends MarkPluginsCommand {
  static override description = 'Undoes omi plugins disable.'
  static override examples = ['<%= config.bin %> plugins enable omi-plugin-standup']
  static override readonly idempotent = true
  static override summary = 'Load plugins again that were disabled'
  protected readonly done = 'enabled'
  protected readonly marks = {disabled: undefined}
}
