import {readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'

import {invalidValue, notAPlugin} from '../errors/index.js'
import {packageInfo} from '../product/package-info.js'

/** The largest package.json and manifest that are read, in bytes. */
export const LARGEST_JSON = 4_000_000

export interface PluginPackage {
  readonly name: string
  /** Its whole package.json. */
  readonly pjson: object
  readonly version: string
}

/** The package of the plugin in a folder. `typed` is the folder as the user wrote it. Throws a UsageError where there is none. */
export async function pluginPackage(folder: string, typed: string): Promise<PluginPackage> {
  const path = join(folder, 'package.json')
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'There is no package.json in it.' : error.message
    throw invalidValue(`PATH ${typed}`, why)
  })
  if (!found.isFile() || found.size > LARGEST_JSON) throw invalidValue(`PATH ${typed}`, 'Its package.json is none.')
  const pjson = parsed(await readFile(path, 'utf8'), typed)
  const {name, oclif, version} = pjson
  if (typeof name !== 'string' || name === '') throw invalidValue(`PATH ${typed}`, 'Its package.json has no name.')
  if (typeof version !== 'string') throw invalidValue(`PATH ${typed}`, 'Its package.json has no version.')
  if (name === packageInfo.name) throw notAPlugin(name, `That is the name of ${packageInfo.name} itself.`)
  if (oclif === undefined || oclif === null) throw notAPlugin(name)
  if (typeof oclif !== 'object' || Array.isArray(oclif)) {
    throw notAPlugin(name, 'The "oclif" section of its package.json is no object, so it was not added.')
  }

  return {name, pjson, version}
}

function parsed(text: string, typed: string): {name?: unknown; oclif?: unknown; version?: unknown} {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch (error) {
    throw invalidValue(`PATH ${typed}`, `Its package.json cannot be read: ${(error as Error).message}`)
  }
}

/** The version of the plugin in a folder; undefined where it cannot be read. */
export async function installedVersion(folder: string): Promise<string | undefined> {
  try {
    const {version} = await pluginPackage(folder, folder)
    return version
  } catch {
    return undefined
  }
}
