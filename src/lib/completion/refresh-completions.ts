import {type Config} from '@oclif/core/config'
import {existsSync} from 'node:fs'
import {join} from 'node:path'

import {completionFolder, WORDS} from './folder.js'

/**
 * Brings the completion's words up to date after the set of plugins changed. Does nothing where completion was never
 * set up. Never throws and says nothing: a completion that is behind is no reason to fail.
 */
export async function refreshCompletions(before: {readonly cacheDir: string; readonly root: string}): Promise<void> {
  if (!existsSync(join(completionFolder(before), WORDS))) return
  try {
    const [{packageInfo}, {loadConfig}, {writeCompletions}] = await Promise.all([
      import('../product/package-info.js'),
      import('../plugins/load-config.js'),
      import('./write-completions.js'),
    ])
    // The configuration of this run knows the plugins of before.
    const {config} = await loadConfig({pjson: packageInfo, root: before.root} as Config['options'])
    await writeCompletions(config)
  } catch {
    // The next `omi autocomplete` says what is wrong.
  }
}
