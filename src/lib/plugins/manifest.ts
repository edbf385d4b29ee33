import {Plugin} from '@oclif/core/config'
import {readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {exists} from './exists.js'
import {withWarnings} from './load-config.js'
import {type PluginProblem, problemsIn} from './load-problems.js'

/** What oclif reads too, and what tells a manifest that was written here from one that the plugin brought. */
const OWN_MANIFEST = '.oclif.manifest.json'

/**
 * Writes down the commands of a plugin that has no manifest of its own: without one, every run of every command would
 * have to load them all. Returns what is wrong with commands that cannot be loaded; throws what the file system does.
 */
export async function writeManifest(root: string): Promise<PluginProblem[]> {
  if (await exists(join(root, 'oclif.manifest.json'))) return []
  const {problems} = await rewriteManifest(root)
  return problems
}

/** The same for one that was written here before; the plugin comes back as it is now. */
export async function rewriteManifest(root: string): Promise<{plugin: Plugin; problems: PluginProblem[]}> {
  const plugin = new Plugin({ignoreManifest: true, root, type: 'link'})
  const {warnings} = await withWarnings(() => plugin.load())
  await writeFile(join(root, OWN_MANIFEST), JSON.stringify(plugin.manifest))
  return {plugin, problems: problemsIn(warnings)}
}

/**
 * Does something about a plugin while it seems to have no commands, where it has no manifest: oclif would import them all,
 * before what they need is installed.
 */
export async function withoutCommands(root: string, action: () => Promise<void>): Promise<void> {
  if (await exists(join(root, 'oclif.manifest.json'))) return action()
  const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {version?: string}
  const manifest = join(root, OWN_MANIFEST)
  await writeFile(manifest, JSON.stringify({commands: {}, version}))
  try {
    await action()
  } catch (error) {
    await removeManifest(root)
    throw error
  }
}

/** Removes the manifest that was written here. */
export const removeManifest = (root: string): Promise<void> => rm(join(root, OWN_MANIFEST), {force: true})

/** Whether the manifest of the plugin in this folder was written by `writeManifest`. */
export const hasOwnManifest = (root: string): Promise<boolean> => exists(join(root, OWN_MANIFEST))
