import {type Interfaces} from '@oclif/core'
import {Plugin} from '@oclif/core/config'
import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'

import {commandFiles, MARK} from './command-files.js'
import {exists} from './exists.js'
import {withWarnings} from './load-config.js'
import {loadInTime} from './load-plugins.js'
import {type PluginProblem, problemsIn} from './load-problems.js'
import {moduleFile, placeOfFault} from './place.js'

/** What oclif reads too, where there is no `oclif.manifest.json`. */
const OWN_MANIFEST = '.oclif.manifest.json'

/**
 * Writes down the commands of a plugin that has no manifest of its own: without one, every run of every command would
 * have to load them all. Returns what is wrong with commands that cannot be loaded. Throws what oclif does for a folder
 * without a plugin.
 */
export async function writeManifest(root: string): Promise<PluginProblem[]> {
  if (await bringsManifest(root)) return []
  const {problems} = await rewriteManifest(root)
  return problems
}

/** The same for one that was written here before, where the plugin changed; the plugin comes back as it is now. */
export async function rewriteManifest(root: string): Promise<{plugin: Plugin; problems: PluginProblem[]}> {
  const plugin = new Plugin({ignoreManifest: true, root, type: 'link'})
  const {warnings} = await withWarnings(() => loadInTime(plugin))
  const problems = await Promise.all(problemsIn(warnings).map((problem) => withPlace(problem, plugin)))
  await save(plugin, problems)
  return {plugin, problems}
}

/** The same problem with the place of a syntax error, where it is not known yet. */
async function withPlace(problem: PluginProblem, {pjson, root}: Plugin): Promise<PluginProblem> {
  const {commands} = pjson.oclif
  const folder = typeof commands === 'string' ? commands : commands?.target
  if (problem.command === undefined || problem.place?.startsWith(root) || folder === undefined) return problem
  const file = moduleFile(join(root, folder, ...problem.command.split(':')))
  return {...problem, place: (file && (await placeOfFault(file))) ?? problem.place}
}

/** What was written down for a plugin that brings a manifest which is behind; undefined where that is behind too. */
export async function manifestBeside(plugin: Plugin): Promise<Plugin['manifest'] | undefined> {
  const text = await ownManifest(plugin.root)
  const manifest = text === undefined ? undefined : (JSON.parse(text) as Plugin['manifest'] & {fingerprint?: string})
  return manifest?.fingerprint === commandFiles(plugin).fingerprint ? manifest : undefined
}

/** What was wrong with commands of a plugin when a manifest was written here; they are not in it. */
export function keptProblems(plugin: Interfaces.Plugin): readonly PluginProblem[] {
  // oclif's type for it leaves the manifest out.
  const {problems, writtenBy} = (plugin as Plugin).manifest as Partial<typeof MARK> & {problems?: PluginProblem[]}
  return writtenBy === MARK.writtenBy ? (problems ?? []) : []
}

/** Removes the manifest that was written here. Throws what the file system does. */
export async function removeManifest(root: string): Promise<void> {
  if (await hasOwnManifest(root)) await rm(join(root, OWN_MANIFEST))
  const {sweepTemporaryFiles} = await import('../files/temporary-files.js')
  sweepTemporaryFiles(root)
}

/** Whether the manifest of the plugin in this folder was written by `writeManifest`. */
export const hasOwnManifest = async (root: string): Promise<boolean> => (await ownManifest(root)) !== undefined

/** The text of the manifest that was written here; undefined where there is none. */
async function ownManifest(root: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(root, OWN_MANIFEST), 'utf8')
    const {writtenBy} = JSON.parse(text) as Partial<typeof MARK>
    return writtenBy === MARK.writtenBy ? text : undefined
  } catch {
    return undefined
  }
}

async function bringsManifest(root: string): Promise<boolean> {
  if (await exists(join(root, 'oclif.manifest.json'))) return true
  return (await exists(join(root, OWN_MANIFEST))) && !(await hasOwnManifest(root))
}

/**
 * Writes the manifest if it says something new. One that cannot be written is no failure: the plugin then does without, and
 * only takes longer.
 */
async function save(plugin: Plugin, problems: readonly PluginProblem[] = []): Promise<void> {
  const {manifest, root} = plugin
  const {commands, ...rest} = manifest
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  const {fingerprint} = commandFiles(plugin)
  const text = JSON.stringify({...rest, commands: sorted, problems, fingerprint, ...MARK})
  if (text === (await ownManifest(root))) return
  // One that the plugin brought, of the same name.
  if ((await exists(join(root, OWN_MANIFEST))) && !(await hasOwnManifest(root))) return
  const {writeWhole} = await import('../files/write-whole.js')
  await writeWhole(join(root, OWN_MANIFEST), text, {mode: 0o644}).catch(() => {})
}
