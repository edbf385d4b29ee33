// Writes oclif.manifest.json. With it omi knows the plugin's commands without loading them, and starts as fast as ever.
import {Plugin} from '@oclif/core'
import {writeFileSync} from 'node:fs'

const plugin = new Plugin({errorOnManifestCreate: true, ignoreManifest: true, root: process.cwd()})
await plugin.load()
writeFileSync('oclif.manifest.json', `${JSON.stringify(plugin.manifest, null, 2)}\n`)
