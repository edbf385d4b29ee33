import {errorOf} from './error-of.js'
import {addedFacts} from './omi-error.js'

/**
 * `type` is oclif's: `link` for one in a folder of the user's; `place` is the file and line there, where they are known.
 * `message` is what it said; its first line is shown.
 */
export const pluginFailed = (
  {name, place, type}: {name: string; place?: string; type: string},
  message: string,
  cause?: unknown,
) =>
  errorOf('plugin_failed', {
    about: [name, message.split('\n', 1)[0] ?? ''],
    cause,
    facts: addedFacts(cause),
    detail:
      (type === 'link' ? `Mend it in ${place ?? 'its folder'}, ` : 'Bring it up to date with omi plugins update, ') +
      `or remove it with omi plugins uninstall ${name}.`,
  })

export const pluginNeverLoads = () =>
  errorOf('plugin_never_loads', {
    detail: 'omi plugins lists them; remove the one at fault with omi plugins uninstall NAME.',
  })

/** `wanted` is a range of versions, such as `>=22`. */
export const pluginNeedsNode = (plugin: string, wanted: string) =>
  errorOf('plugin_needs_node', {
    about: [plugin],
    detail: `It asks for Node.js ${wanted}; this is ${process.versions.node}.`,
  })

/** A package that is something else. `name` is that of the package, or what the user typed; `detail` says why. */
export const notAPlugin = (name: string, detail = 'Its package.json has no "oclif" section, so it was not added.') =>
  errorOf('not_a_plugin', {about: [name], detail})

/** `reason` is what npm said. */
export const pluginNotInstalled = (name: string, reason: string) =>
  errorOf('plugin_not_installed', {about: [name], detail: reason})

/** A new one, from the template. `detail` says why, and what helps. */
export const pluginNotCreated = (detail: string, cause?: unknown) => errorOf('plugin_not_created', {cause, detail})

/** `detail` names the file, and says what helps. */
export const cannotChangePlugins = (detail: string, cause?: unknown) =>
  errorOf('cannot_change_plugins', {cause, detail})

/** `path` is what the user typed. */
export const pluginNotLinked = (path: string, reason: string) =>
  errorOf('plugin_not_linked', {about: [path], detail: reason})

/** `reason` is what npm said. */
export const pluginsNotUpdated = (reason: string) => errorOf('plugins_not_updated', {detail: reason})

/** `reason` names the file and the system's reason. */
export const pluginListUnreadable = (reason: string) => errorOf('plugins_unreadable', {detail: reason})

/** `reason` names the file. */
export const pluginListDamaged = (reason: string) =>
  errorOf('plugin_list_damaged', {
    detail: `${reason}\nStart without plugins with omi plugins reset --hard.`,
  })

/** No such plugin is installed, or none is to be had; `detail` says which. */
export const pluginNotFound = (name: string, detail: string) => errorOf('plugin_not_found', {about: [name], detail})
