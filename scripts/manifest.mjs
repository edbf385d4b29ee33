// Writes oclif.manifest.json from the built commands. With --check it only says whether that file is fresh.
import {Plugin} from '@oclif/core'
import {readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const file = join(root, 'oclif.manifest.json')

const plugin = new Plugin({errorOnManifestCreate: true, ignoreManifest: true, respectNoCacheDefault: true, root})
await plugin.load()
// oclif lists the commands as the file system does, which is in another order on another machine.
const commands = Object.fromEntries(Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)))
// A line for each command: every run reads this file, and indentation would be a third of it.
// What only the surface tells of a command it reads in the command's code.
const ofSurface = {destructive: undefined, idempotent: undefined, operations: undefined}
const lines = Object.entries(commands).map(
  ([id, command]) => `${JSON.stringify(id)}:${JSON.stringify({...command, ...ofSurface})}`,
)
const rest = JSON.stringify({...plugin.manifest, commands: undefined}).slice(1)
const manifest = `{"commands":{\n${lines.join(',\n')}\n},${rest}\n`

if (!process.argv.includes('--check')) {
  writeFileSync(file, manifest)
} else if (readFileSync(file, 'utf8') !== manifest) {
  console.error('oclif.manifest.json is stale. Write it anew: npm run manifest')
  process.exitCode = 1
}
