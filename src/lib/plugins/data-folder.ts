import {type Config} from '@oclif/core/config'
import {mkdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'

/**
 * Makes the folder for what a plugin keeps, where it is not there: `~/.omi/plugin-data/NAME`, beside oclif's data folder, which
 * goes with the last plugin. Only its user may open it. Resolves to its path; throws what the file system does.
 */
export async function pluginDataFolder({dataDir}: Pick<Config, 'dataDir'>, plugin: string): Promise<string> {
  const folder = join(dirname(dataDir), 'plugin-data', plugin)
  await mkdir(folder, {mode: 0o700, recursive: true})
  return folder
}
