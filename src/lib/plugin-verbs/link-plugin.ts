import {type Config} from '@oclif/core/config'

import {pluginNotLinked} from '../errors/index.js'
import {type Output} from '../output/output.js'
import {changeOptions, changePlugins} from '../plugins/change-plugins.js'
import {linkHostPackage} from '../plugins/host-package.js'
import {listedWith} from '../plugins/install-plugin.js'
import {type InstalledPlugin} from '../plugins/installed.js'
import {installDependencies} from '../plugins/link-dependencies.js'
import {type ListedPlugin} from '../plugins/plugin-list.js'
import {pluginPackage} from '../plugins/plugin-package.js'
import {restoreFolder} from '../plugins/remove-plugins.js'
import {loadFault} from '../plugins/verify-plugin.js'
import {asksForOmi, omiWanted} from '../plugins/wanted-versions.js'
import {afterInstall} from './after-change.js'

export interface LinkOptions {
  /** Whether it may ask for another version of this product. */
  readonly anyOmi?: boolean
  readonly config: Config
  /** Whether what the folder locks is installed first. */
  readonly install: boolean
  /** Gets warnings of what may surprise. */
  readonly output: Output
  readonly signal: AbortSignal
  /** The folder as the user wrote it. */
  readonly typed: string
}

/**
 * Puts the plugin in a folder into the list, and makes this package importable there. Resolves to the plugin as it is loaded
 * now. Throws a UsageError for a folder without a plugin, "Not a plugin", "Plugin was not linked", and what changes of plugins do.
 */
export async function linkPlugin(folder: string, options: LinkOptions): Promise<InstalledPlugin> {
  const {anyOmi = false, config, install, output, signal, typed} = options
  const described = await pluginPackage(folder, typed)
  const {name} = described
  const wanted = anyOmi ? undefined : await omiWanted(described)
  if (wanted !== undefined)
    throw pluginNotLinked(typed, `${name} ${asksForOmi(wanted)}.\n--force links it all the same.`)
  const problems = await changePlugins(
    config,
    async (set) => {
      if (install) {
        const advice = await installDependencies({folder, signal, tell: (line) => output.debug(line)})
        if (advice !== undefined) output.warn(advice)
      }

      // npm takes away what is in no lock file.
      await linkHostPackage(folder, config)
      const listed: ListedPlugin = {name, root: folder, type: 'link'}
      const before = set.plugins.find((plugin) => plugin.name === name)
      const {fault, problems} = await loadFault(folder, listed)
      if (fault !== undefined) {
        if (before?.root !== folder) await restoreFolder(listed, config)
        throw pluginNotLinked(typed, fault)
      }

      await set.save(listedWith(set.plugins, listed))
      if (before && before.root !== folder) await restoreFolder(before, config)
      return problems
    },
    changeOptions(output, signal),
  )
  const [plugin] = await afterInstall([name], config, output, problems)
  if (!plugin) throw pluginNotLinked(typed, 'It cannot be loaded. See omi plugins doctor.')
  return plugin
}
