import {writeFileSync} from 'node:fs'
import {join} from 'node:path'

import {command, pluginFolder} from './plugins.js'
import {packed, registryWith} from './registry.js'
import {type Workplace} from './workplace.js'

/** Makes the plugins that examples and docs name to be had: from a registry, packed, and in the folder one is in. */
export async function offerPlugins({env, folder}: Workplace): Promise<void> {
  const version = {version: '0.1.0'}
  const standup = {'commands/standup.js': command('standup')}
  await packed(pluginFolder('omi-plugin-standup', {files: standup, package: version}), folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({name: 'omi-plugin-mine', oclif: {}, ...version}))
  const which = command('which', 'Says.strict = false')
  env.OMI_NPM_REGISTRY = await registryWith(pluginFolder('@oclif/plugin-which', {files: {'commands/which.js': which}}))
}
