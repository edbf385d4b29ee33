// Writes oclif.manifest.json and mcp-tools.json from the built commands. With --check it only says whether they are fresh.
import {Plugin} from '@oclif/core'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const plugin = new Plugin({errorOnManifestCreate: true, ignoreManifest: true, respectNoCacheDefault: true, root})
await plugin.load()
// oclif lists the commands as the file system does, which is in another order on another machine.
const commands = Object.fromEntries(Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)))
// A line for each command: every run reads this file, and indentation would be a third of it.
// What only the surface and omi mcp tell of a command they read in the command's code.
const ofSurface = {destructive: undefined, idempotent: undefined, mcpTool: undefined, operations: undefined}
const lines = Object.entries(commands).map(
  ([id, command]) => `${JSON.stringify(id)}:${JSON.stringify({...command, ...ofSurface})}`,
)
const rest = JSON.stringify({...plugin.manifest, commands: undefined}).slice(1)
const manifest = `{"commands":{\n${lines.join(',\n')}\n},${rest}\n`

const {declaredTool} = await import('../dist/chunks/declare-tool.js')
const declared = await Promise.all(
  [...plugin.commands].sort((a, b) => (a.id < b.id ? -1 : 1)).map((command) => declaredTool(command)),
)
const tools = declared.filter(Boolean)

const files = {
  'oclif.manifest.json': manifest,
  'mcp-tools.json': `[\n${tools.map((tool) => JSON.stringify(tool)).join(',\n')}\n]\n`,
}
for (const [name, text] of Object.entries(files)) {
  const file = join(root, name)
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is stale. Write it anew: npm run manifest`)
    process.exitCode = 1
  }
}
