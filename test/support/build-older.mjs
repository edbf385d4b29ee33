// Builds this package as an older version of itself into the folder that is given: 0.0.1, which has one export fewer.
import {copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {build} from '../../scripts/build.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const [folder] = process.argv.slice(2)
const description = JSON.stringify({...JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), version: '0.0.1'})
const sdk = readFileSync(join(root, 'src', 'index.ts'), 'utf8')
const olderSdk = sdk.replace(/^ {2}numberFlag,\n/m, '')
if (olderSdk === sdk) throw new Error('The export to leave out is not there.')

const older = {
  name: 'older',
  load(path) {
    if (path === join(root, 'src', 'index.ts')) return olderSdk
    if (path === join(root, 'package.json')) return description
  },
}

await build({outdir: join(folder, 'dist'), plugins: [older]})
writeFileSync(join(folder, 'package.json'), description)
mkdirSync(join(folder, 'bin'))
for (const file of ['run.js', 'package.json']) copyFileSync(join(root, 'bin', file), join(folder, 'bin', file))
const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
writeFileSync(join(folder, 'oclif.manifest.json'), JSON.stringify({...manifest, version: '0.0.1'}))
cpSync(join(root, 'types'), join(folder, 'types'), {recursive: true})
