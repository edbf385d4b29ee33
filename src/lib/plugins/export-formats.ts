import {type Config} from '@oclif/core/config'
import {createRequire} from 'node:module'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'

import {isOmiError, pluginFailed} from '../errors/index.js'
import {fileTrouble} from '../errors/system-error.js'
import {type ExportFormat, type ItemFormat, type ManyFormat} from '../export/format.js'
import {NOUNS} from '../export/nouns.js'
import {FORMAT_NAMES} from '../export/registry.js'
import {isObject} from '../json/is-object.js'
import {visible} from '../text/visible-text.js'
import {amongGuests, runForeignCode} from './foreign-code.js'
import {foreignPlugins} from './load-config.js'
import {placeOf} from './place.js'
import {withTimeLimit} from './time-limit.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** The formats of plugins, by name: in a plugin's `oclif` section, `"exportFormats": {"opml": "./formats/opml.js"}`. */
export function pluginFormats(config: Pick<Config, 'plugins'>): Map<string, {file: string; plugin: Plugin}> {
  const found = new Map<string, {file: string; plugin: Plugin}>()
  for (const plugin of foreignPlugins(config)) {
    for (const [name, file] of Object.entries(formatsOf(plugin))) {
      if (!found.has(name)) found.set(name, {file: resolve(plugin.root, file), plugin})
    }
  }

  return found
}

/** The text of `--format` with the names of plugins' formats behind those of omi's own. */
export function withPluginFormats(text: string, config: Pick<Config, 'plugins'>): string {
  const own = FORMAT_NAMES.join(', ')
  return text.replace(own, [own, ...[...pluginFormats(config).keys()].map((name) => visible(name))].join(', '))
}

/** What a plugin says of its formats; anything may stand there. */
function formatsOf({pjson}: Pick<Plugin, 'pjson'>): Record<string, string> {
  const section: object = pjson.oclif
  if (!('exportFormats' in section) || !isObject(section.exportFormats)) return {}
  const {exportFormats} = section
  return Object.fromEntries(
    Object.entries(exportFormats).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/**
 * A format of a plugin; undefined where no plugin has one of this name. Throws "Plugin … failed" for one that cannot be loaded or is
 * none, and so does what it does later.
 */
export async function loadPluginFormat(
  config: Pick<Config, 'plugins'>,
  name: string,
): Promise<ExportFormat | undefined> {
  const found = pluginFormats(config).get(name)
  if (!found) return undefined
  const {file, plugin} = found
  const blamed = <Result>(step: () => Promise<Result>) =>
    runForeignCode(step).catch((error: unknown) => {
      throw faultOf(plugin, error)
    })
  const format = await blamed(async () => checked(await withTimeLimit(imported(file), LOADING), name))
  return format.layout === 'each-item'
    ? {...format, write: writerOf(format, plugin)}
    : {...format, write: piecesOf(format, blamed)}
}

const writerOf =
  (format: ItemFormat, plugin: Plugin): ItemFormat['write'] =>
  (item, job) => {
    try {
      return amongGuests(() => format.write(item, job))
    } catch (error) {
      throw faultOf(plugin, error)
    }
  }

const piecesOf = (
  format: ManyFormat,
  blamed: <Result>(step: () => Promise<Result>) => Promise<Result>,
): ManyFormat['write'] =>
  async function* (sections, job) {
    const pieces = format.write(sections, job)[Symbol.asyncIterator]()
    for (;;) {
      const {done, value} = await blamed(() => pieces.next())
      if (done) return
      yield value
    }
  }

const LOADING = 'its export format does not finish loading within 2 seconds'

/** CommonJS or an ES module. */
async function imported(file: string): Promise<unknown> {
  const loaded: unknown = file.endsWith('.cjs')
    ? createRequire(join(file, '..', 'x.js'))(file)
    : await import(pathToFileURL(file).href)
  return isObject(loaded) && 'default' in loaded ? loaded.default : loaded
}

function checked(format: unknown, name: string): ExportFormat {
  const problem = problemOf(format)
  if (problem !== undefined) throw new Error(`its export format ${name} ${problem}`)
  return format as ExportFormat
}

function problemOf(format: unknown): string | undefined {
  if (!isObject(format)) return 'is no object'
  const {extension, layout, nouns, write} = format
  if (!['all-in-one', 'each-item', 'each-noun'].includes(String(layout))) {
    return "has no layout: 'each-noun', 'all-in-one' or 'each-item'"
  }

  if (typeof extension !== 'string' || !/^[\dA-Za-z.-]+$/.test(extension)) return 'has no extension'
  if (typeof write !== 'function') return 'has no write'
  const known: readonly unknown[] = NOUNS
  if (!Array.isArray(nouns) || nouns.length === 0 || !nouns.every((noun) => known.includes(noun))) {
    return `has no nouns, which are some of ${NOUNS.join(', ')}`
  }

  return undefined
}

/** What is meant for a user, and trouble of the disk, is no fault of a plugin. */
function faultOf(plugin: Plugin, error: unknown): unknown {
  if (isOmiError(error) || fileTrouble(error)) return error
  const fault = error instanceof Error ? error : new Error(String(error))
  return pluginFailed({name: plugin.name, place: placeOf(fault, plugin.root), type: plugin.type}, fault.message, error)
}
