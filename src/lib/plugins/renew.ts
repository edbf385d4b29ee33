import {Plugin} from '@oclif/core/config'

import {commandFiles} from './command-files.js'
import {faultIn} from './declaration.js'
import {type PluginProblem} from './load-problems.js'
import {manifestBeside, rewriteManifest} from './manifest.js'

/** What oclif's types keep private. */
interface Inside {
  _manifest(): Promise<Plugin['manifest']>
}

export interface Renewed {
  /** Why it cannot be used; completes "Plugin NAME is left out: …". */
  readonly fault?: string
  /** Whether it has other commands than when it was last looked at. */
  readonly hasChanged: boolean
  readonly plugin: Plugin
  readonly problems: readonly PluginProblem[]
}

/** A linked plugin whose manifest is behind its commands, as it is now: loads them, which runs their code. */
export async function renew(plugin: Plugin): Promise<Renewed> {
  const {fingerprint} = commandFiles(plugin)
  const written = known.get(plugin.root)
  const manifest = written?.fingerprint === fingerprint ? written : await manifestBeside(plugin)
  const now = manifest ? {plugin: await loadedWith(manifest, plugin), problems: []} : await rewriteManifest(plugin.root)
  if (!manifest) known.set(plugin.root, {...now.plugin.manifest, fingerprint})
  now.plugin.children = plugin.children
  return {...now, fault: faultIn(now.plugin), hasChanged: manifest === undefined}
}

/** oclif remembers what it has read of a file, so what this process wrote is not read again. */
const known = new Map<string, Plugin['manifest'] & {readonly fingerprint: string}>()

/** oclif reads the manifest that a plugin brings, and only where there is none the other. */
async function loadedWith(manifest: Plugin['manifest'], {name, root, type}: Plugin): Promise<Plugin> {
  const plugin = new Plugin({name, root, type})
  const inside = plugin as unknown as Inside
  inside._manifest = async () => {
    plugin.commandIDs = Object.keys(manifest.commands)
    plugin.hasManifest = true
    return manifest
  }

  await plugin.load()
  return plugin
}
