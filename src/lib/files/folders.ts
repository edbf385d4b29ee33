import {chmod, mkdir, readlink, realpath, rmdir} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'

import {systemCode} from '../errors/system-error.js'

/** The mode of a folder that the CLI makes: nobody but its owner gets in. */
export const OWNER_ONLY = 0o700

/**
 * Where a file is when all symbolic links on the way are followed, also to what does not exist yet. Throws the system's
 * error, such as ELOOP.
 */
export async function resolveTarget(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }

  const folder = dirname(path)
  if (folder === path) return path
  const realFolder = await resolveTarget(folder)
  const link = await readlink(path).catch(() => {})
  return link === undefined ? join(realFolder, basename(path)) : resolveTarget(resolve(realFolder, link))
}

/**
 * Makes a folder and those above it where they are missing, for the owner alone whatever the umask. Gives those it made,
 * the innermost first. Throws the system's error.
 */
export async function makeFolder(folder: string): Promise<string[]> {
  try {
    return await makeOne(folder)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error
  }

  const above = await makeFolder(dirname(folder))
  return [...(await makeOne(folder)), ...above]
}

async function makeOne(folder: string): Promise<string[]> {
  try {
    await mkdir(folder, {mode: OWNER_ONLY})
    await chmod(folder, OWNER_ONLY)
    return [folder]
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return []
    throw error
  }
}

/** Removes folders that nothing is in; the first that is not empty, or gone, ends it. Throws nothing that the system says. */
export async function removeEmpty(folders: readonly string[]): Promise<void> {
  try {
    for (const folder of folders) await rmdir(folder)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
  }
}
