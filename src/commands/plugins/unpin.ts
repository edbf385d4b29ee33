import {MarkPluginsCommand} from '../../lib/plugin-verbs/mark-plugins.js'

export default class PluginsUnpin extends MarkPluginsCommand {
  static override description = 'Undoes omi plugins pin.'
  static override examples = ['<%= config.bin %> plugins unpin omi-plugin-standup']
  static override readonly idempotent = true
  static override summary = 'Let plugins be updated again'
  protected readonly done = 'is updated again'
  protected readonly marks = {pinned: undefined}
}
