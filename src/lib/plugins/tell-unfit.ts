import {type Config} from '@oclif/core/config'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {runContextOf} from '../config/context.js'
import {type Output} from '../output/output.js'
import {packageInfo} from '../product/package-info.js'
import {type foreignPlugins} from './load-config.js'
import {asksForOmi, omiWanted} from './wanted-versions.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** Where it is noted of which plugins it was told, and for which version of this product. */
export const toldPath = (dataFolder: string): string => join(dataFolder, 'told.json')

/**
 * Warns of a plugin that asks for another version of this product: it was forced, or this product was updated since. `once`: not
 * where it was told for this version already.
 */
export async function tellUnfit(
  plugin: Plugin,
  {dataDir, options, plugins}: Pick<Config, 'dataDir' | 'options' | 'plugins'>,
  output: Output,
  {once = false}: {readonly once?: boolean} = {},
): Promise<void> {
  const wanted = await omiWanted(plugin)
  // With --json nobody reads it: the next run for a person tells it.
  if (wanted === undefined || runContextOf(options).globals.json) return
  const told = await readTold(dataDir)
  const now = `${plugin.version} with ${packageInfo.version}`
  if (once && told[plugin.name] === now) return
  output.warn(`Plugin ${plugin.name} ${asksForOmi(wanted)}: it may not work as it should.`)
  // Of those that are gone nothing needs to be kept.
  const rest = Object.entries(told).filter(([name]) => plugins.has(name))
  const {writeWhole} = await import('../files/write-whole.js')
  const text = JSON.stringify({...Object.fromEntries(rest), [plugin.name]: now})
  // What cannot be noted is told again.
  await writeWhole(toldPath(dataDir), text, {mode: 0o644, sync: false}).catch(() => {})
}

async function readTold(dataDir: string): Promise<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(await readFile(toldPath(dataDir), 'utf8'))
    return typeof told === 'object' && told !== null ? {...told} : {}
  } catch {
    return {}
  }
}
