import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {invalidValue, notAPlugin} from '../errors.js'

/** The package of the plugin in a folder. `typed` is the folder as the user wrote it. Throws a UsageError where there is none. */
export async function pluginPackage(folder: string, typed: string): Promise<{readonly name: string}> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => {})
  if (text === undefined) throw invalidValue(`PATH ${typed}`, 'There is no package.json in it.')
  const {name, oclif, version} = parsed(text, typed)
  if (typeof name !== 'string' || name === '') throw invalidValue(`PATH ${typed}`, 'Its package.json has no name.')
  if (typeof version !== 'string') throw invalidValue(`PATH ${typed}`, 'Its package.json has no version.')
  if (typeof oclif !== 'object' || oclif === null) throw notAPlugin(name)
  return {name}
}

function parsed(text: string, typed: string): {name?: unknown; oclif?: unknown; version?: unknown} {
  try {
    return JSON.parse(text) as object
  } catch (error) {
    throw invalidValue(`PATH ${typed}`, `Its package.json cannot be read: ${(error as Error).message}`)
  }
}
