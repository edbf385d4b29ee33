import {mkdir, readdir, rm, stat, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {invalidValue, pluginNotCreated} from '../../errors/index.js'
import {cannotBeWritten, systemCode} from '../../errors/system-error.js'

/** A folder that was made or filled here. */
export interface NewFolder {
  /** Removes all that has come to be in it, and what was made of it. */
  undo(): Promise<void>
}

/**
 * Writes files, by their path, into a folder that is not there yet or is empty; `typed` is the folder as the user wrote it.
 * Throws a UsageError for one that is not, and "Plugin was not created", with nothing left behind.
 */
export async function newFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
  typed: string,
): Promise<NewFolder> {
  try {
    if ((await readdir(folder)).length > 0) throw invalidValue(`PATH ${typed}`, 'The folder is not empty.')
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'ENOTDIR' && (await stat(folder).catch(() => {}))) {
      throw invalidValue(`PATH ${typed}`, 'There is a file of this name.')
    }

    if (code !== 'ENOENT') throw notCreated(error, folder)
  }

  let made: string | undefined
  const undo = async () => {
    for (const name of await readdir(folder).catch((): string[] => [])) await remove(join(folder, name))
    // With the folders above it that were made for it.
    if (made !== undefined) await remove(made)
  }

  try {
    made = await mkdir(folder, {recursive: true})
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), {recursive: true})
      await writeFile(join(folder, path), text)
    }
  } catch (error) {
    await undo()
    throw notCreated(error, folder)
  }

  return {undo}
}

function notCreated(error: unknown, folder: string): unknown {
  const code = systemCode(error)
  if (code === undefined) return error
  const {path = folder} = error as NodeJS.ErrnoException
  return pluginNotCreated(cannotBeWritten(path, code, 'Name a folder of your own behind the name.'), error)
}

/** What a child that was just ended still writes there comes too. */
const remove = (path: string) => rm(path, {force: true, maxRetries: 5, recursive: true}).catch(() => {})
