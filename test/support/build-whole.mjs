// Builds the product into the folder that is given, without its lean start: no command is known by its name alone, so each run
// loads all of oclif's Config.
import {copyFileSync, mkdirSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {build} from '../../scripts/build.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const [folder] = process.argv.slice(2)

const wholeness = {
  name: 'wholeness',
  load: (path) => (path.endsWith('/own-command.ts') ? 'export const ownCommand = () => undefined' : undefined),
}

await build({outdir: join(folder, 'dist'), plugins: [wholeness]})
mkdirSync(join(folder, 'bin'))
for (const file of ['run.js', 'package.json']) copyFileSync(join(root, 'bin', file), join(folder, 'bin', file))
for (const file of ['mcp-tools.json', 'package.json', 'oclif.manifest.json'])
  copyFileSync(join(root, file), join(folder, file))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
