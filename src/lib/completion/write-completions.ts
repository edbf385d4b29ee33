import {type Config} from '@oclif/core/config'
import {rm} from 'node:fs/promises'
import {join} from 'node:path'

import {errorOf} from '../errors/index.js'
import {cannotBeWritten, systemCode} from '../errors/system-error.js'
import {makeFolder} from '../files/folders.js'
import {writeWhole} from '../files/write-whole.js'
import {listedPlugins} from '../plugins/plugin-list.js'
import {describeSurface} from '../surface/surface.js'
import {completionFolder, WORDS} from './folder.js'
import search from './scripts/complete.awk'
import bash from './scripts/omi.bash'
import fish from './scripts/omi.fish'
import powershell from './scripts/omi.ps1'
import zsh from './scripts/omi.zsh'
import {completionWords} from './words.js'

const SCRIPTS = {
  'complete.awk': search,
  'omi.bash': bash,
  'omi.fish': fish,
  'omi.ps1': powershell,
  'omi.zsh': zsh,
}

/**
 * Writes what completion needs: the words of every command, plugins' among them, and a script for each shell. Resolves
 * to the folder; throws a UsageError where it cannot be written.
 */
export async function writeCompletions(config: Config): Promise<string> {
  const folder = completionFolder(config)
  const {pluginFormats} = await import('../plugins/export-formats.js')
  const formats = [...pluginFormats(config).keys()]
  const words = completionWords(await describeSurface(config), config.root, pluginNames(config), formats)
  const files = {...SCRIPTS, [WORDS]: words}
  try {
    await makeFolder(folder)
    for (const [name, text] of Object.entries(files)) await writeWhole(join(folder, name), text)
    // Left over where an earlier attempt was cut off; see scripts/complete.awk.
    await rm(join(folder, 'refreshing'), {force: true, recursive: true})
  } catch (error) {
    throw errorOf('cannot_write_completions', {
      cause: error,
      detail: whyNot(folder, error),
    })
  }

  return folder
}

function pluginNames({dataDir}: Config): string[] {
  try {
    return listedPlugins(dataDir).map(({name}) => name)
  } catch {
    // Completion is there for the rest.
    return []
  }
}

function whyNot(folder: string, error: unknown): string {
  const code = systemCode(error)
  return code === undefined ? `${folder}: ${error}` : cannotBeWritten(folder, code, 'Make the folder writable.')
}
