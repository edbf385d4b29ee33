import {type Config} from '@oclif/core/config'

import {wordsOf} from '../oclif/command-words.js'
import {type View} from '../output/view.js'
import {foreignPlugins} from './load-config.js'

/** A plugin that somebody else wrote, as `omi plugins` shows it. */
export interface InstalledPlugin {
  /** As they are typed: `memory graph`. */
  readonly commands: readonly string[]
  readonly name: string
  readonly root: string
  /** `link`: from a folder of the user's own; `user`: installed. */
  readonly type: string
  readonly version: string
}

/** The plugins that can be loaded, by name. */
export const installedPlugins = (config: Pick<Config, 'plugins'>): InstalledPlugin[] =>
  foreignPlugins(config)
    .map(({commands, name, root, type, version}) => ({
      name,
      version,
      type,
      root,
      commands: commands.map(({id}) => wordsOf(id)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

export const pluginView: View<InstalledPlugin> = {
  columns: [
    {name: 'name', value: ({name}) => name},
    {name: 'version', value: ({version}) => version},
    {name: 'type', value: ({type}) => type},
    {flexible: true, name: 'commands', value: ({commands}) => commands},
    {name: 'root', value: ({root}) => root, wide: true},
  ],
  empty: 'No plugins yet. Add one with omi plugins install NAME.',
}
