// Builds the product into the folder that is given, with five minutes made a fifth of a second: by another module in place
// of the one that says so, which nothing in the packed product can do.
import {copyFileSync, mkdirSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {build} from '../../scripts/build.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const [folder] = process.argv.slice(2)

const impatience = {
  name: 'impatience',
  load: (path) => (path.endsWith('sign-in-limit.ts') ? 'export const SIGN_IN_LIMIT = 200' : undefined),
}

await build({outdir: join(folder, 'dist'), plugins: [impatience]})
mkdirSync(join(folder, 'bin'))
for (const file of ['run.js', 'package.json']) copyFileSync(join(root, 'bin', file), join(folder, 'bin', file))
for (const file of ['package.json', 'oclif.manifest.json']) copyFileSync(join(root, file), join(folder, file))
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
