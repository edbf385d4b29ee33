import {MarkPluginsCommand} from '../../lib/plugin-verbs/mark-plugins.js'

export default class PluginsPin extends MarkPluginsCommand {
  static override description = 'omi plugins update leaves it as it is, until omi plugins unpin.'
  static override examples = ['<%= config.bin %> plugins pin omi-plugin-standup']
  static override readonly idempotent = true
  static override summary = 'Keep plugins at the version that is installed'
  protected readonly done = 'pinned'
  protected readonly marks = {pinned: true} as const
}
