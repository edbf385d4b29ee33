import {type Interfaces} from '@oclif/core'
import {type Config} from '@oclif/core/config'
import {readFileSync, statSync} from 'node:fs'
import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'

import {packageInfo} from '../product/package-info.js'
import {commandFiles} from './command-files.js'
import {DECLARATION_FILES} from './declaration-files.js'
import {clashesOf} from './own-words.js'
import {folderOf, type ListedPlugin} from './plugin-list.js'

/**
 * How the files of plugins looked when they were last loaded, by folder. They are those of bystanders: plugins that have no
 * part in a run of one of the product's own commands, since they load without a complaint, have no hooks and no formats of exports,
 * bring no other plugins along and claim none of the product's words. Loading each would cost such a run a millisecond.
 */
type Notes = Readonly<Record<string, Note>>

interface Note {
  /** Where its commands are, as its package.json says. */
  readonly commands: Interfaces.Plugin['pjson']['oclif']['commands']
  readonly stamp: string
}

/** The file of the notes. */
export const bystandersPath = (cacheFolder: string): string => join(cacheFolder, 'bystanders.json')

/**
 * The plugins that are to be loaded for a run of one of the product's own commands. `note` is to be called when that went
 * well; it notes which of them were needless. Never throws.
 */
export function withoutBystanders(
  enabled: readonly ListedPlugin[],
  config: Config,
): {note: () => Promise<void>; plugins: ListedPlugin[]} {
  const notes = enabled.length === 0 ? {} : readNotes(config.cacheDir)
  const roots = new Map(enabled.map((entry) => [entry.name, folderOf(entry, config.dataDir)]))
  const plugins = enabled.filter(({name}) => {
    const root = roots.get(name) ?? ''
    const known = notes[root]
    return known === undefined || known.stamp !== stampOf(root, known.commands)
  })
  const before = new Map(plugins.map(({name}) => [name, declarationStamp(roots.get(name) ?? '')]))
  return {note: () => noteBystanders(config, before), plugins}
}

async function noteBystanders(config: Config, before: ReadonlyMap<string, string>): Promise<void> {
  const found = [...config.plugins.values()]
    // One that changed while it was loaded is looked at again.
    .filter((plugin) => isBystander(plugin) && before.get(plugin.name) === declarationStamp(plugin.root))
    .map(({pjson, root}) => [root, {commands: pjson.oclif.commands, stamp: stampOf(root, pjson.oclif.commands)}])
  if (found.length === 0) return
  const {writeWhole} = await import('../files/write-whole.js')
  const notes: Notes = {...readNotes(config.cacheDir), ...Object.fromEntries(found)}
  const text = JSON.stringify({version: packageInfo.version, notes})
  try {
    await mkdir(config.cacheDir, {mode: 0o700, recursive: true})
    await writeWhole(bystandersPath(config.cacheDir), text, {sync: false})
  } catch {
    // It is found out again.
  }
}

const isBystander = (plugin: Interfaces.Plugin) =>
  Object.values(plugin.hooks).every((hooks) => hooks.length === 0) &&
  !plugin.pjson.oclif.plugins?.length &&
  !('exportFormats' in plugin.pjson.oclif) &&
  clashesOf(plugin).length === 0

function readNotes(cacheFolder: string): Notes {
  try {
    const kept = JSON.parse(readFileSync(bystandersPath(cacheFolder), 'utf8')) as {notes?: Notes; version?: unknown}
    // Another version has other words, which plugins may claim.
    return kept.version === packageInfo.version ? (kept.notes ?? {}) : {}
  } catch {
    return {}
  }
}

const stampOf = (root: string, commands: Note['commands']) =>
  `${declarationStamp(root)} ${commandFiles({pjson: {oclif: {commands}} as Interfaces.Plugin['pjson'], root}).fingerprint}`

/** Changes with whatever a plugin says of itself. */
function declarationStamp(root: string): string {
  const [description, manifest, hidden] = DECLARATION_FILES
  return `${stampOfFile(root, description)} ${stampOfFile(root, manifest) ?? stampOfFile(root, hidden)}`
}

function stampOfFile(root: string, name: string): string | undefined {
  try {
    const found = statSync(`${root}/${name}`, {throwIfNoEntry: false})
    return found && `${found.size} ${found.mtimeMs} ${found.ctimeMs}`
  } catch (error) {
    return (error as Error).message
  }
}
