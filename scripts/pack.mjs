// Makes the folder of each platform, and what it is handed out as: npm run pack -- --target linux-x64 [--target …] [--out packs].
// Without a --target all are made. docs/architecture.md says what is in a folder, and why it is one.
//
//   --cache FOLDER   has the code caches of other platforms, which --record made there: NAME-TARGET.code-cache
//   --record         makes the code cache of this platform alone, and no archive
//   --fast           compresses less, for tests
//   --node VERSION   with another Node.js, to measure; what is packed so is no release
import {execFileSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

import {deb, settleModes, tarballs, zip} from './pack/archives.mjs'
import {enter, writeInstallers} from './pack/installers.mjs'
import {NODE_VERSION, TARGETS} from './pack/node.mjs'
import {billOfMaterials} from './pack/sbom.mjs'
import {describePackage, recordCache, stagePackage, stageTarget} from './pack/stage.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const here = `${process.platform}-${process.arch}`
const {values} = parseArgs({
  options: {
    cache: {type: 'string'},
    fast: {type: 'boolean'},
    node: {default: NODE_VERSION, type: 'string'},
    out: {default: join(root, 'packs'), type: 'string'},
    record: {type: 'boolean'},
    target: {multiple: true, type: 'string'},
  },
})
const targets = values.record ? [here] : (values.target ?? TARGETS)
const unknown = targets.filter((target) => !TARGETS.includes(target))
if (unknown.length > 0) {
  throw new Error(`There is no target ${unknown.join(', ')}. Targets: ${TARGETS.join(', ')}.`)
}

const {description, name: packageName, version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const summary = description.split(':')[0]
const out = resolve(values.out)
const nodeVersion = values.node
/** When the sources were as they are: what is packed twice is the same twice. */
const date = new Date(
  Number(
    process.env.SOURCE_DATE_EPOCH ?? execFileSync('git', ['log', '-1', '--format=%ct'], {cwd: root, encoding: 'utf8'}),
  ) * 1000,
)

/** Puts the code cache into a folder, where one can be made here or was made elsewhere. */
function addCache(folder, name, target) {
  if (target === here) return recordCache(folder)
  const kept = values.cache && join(values.cache, `${name}.code-cache`)
  if (kept && existsSync(kept)) cpSync(kept, join(folder, 'lib/omi/bin/code-cache'))
  else console.log(`${target}: without a code cache, which is made where the target runs (--record, --cache)`)
}

async function archivesOf(folder, name, target) {
  const output = join(out, name)
  if (target.startsWith('win32')) return zip(folder, output, date)
  const archives = tarballs(folder, output, date, values.fast)
  if (!target.startsWith('linux')) return archives
  return [...archives, ...deb(folder, output, {date, description, fast: values.fast, target, version})]
}

mkdirSync(out, {recursive: true})
const packageFolder = join(out, 'package')
const needed = stagePackage(root, packageFolder)
const surface = describePackage(packageFolder)
for (const target of targets) {
  const name = `omi-${version}-${target}`
  const folder = join(out, name)
  const day = date.toISOString().slice(0, 10)
  const executable = stageTarget({
    date: day,
    folder,
    package: packageFolder,
    root,
    surface,
    target,
    version: nodeVersion,
  })
  if (values.record) {
    cpSync(recordCache(folder), join(out, `${name}.code-cache`))
    continue
  }

  addCache(folder, name, target)
  const bill = billOfMaterials({date, executable, needed, nodeVersion, root, target})
  writeFileSync(join(folder, 'share/doc/omi/sbom.cdx.json'), bill)
  writeFileSync(join(out, `${name}.cdx.json`), bill)
  settleModes(folder)
  const archives = await archivesOf(folder, name, target)
  const release = enter(out, {nodeVersion, packageName, version}, target, [...archives, join(out, `${name}.cdx.json`)])
  writeInstallers(out, release, summary)
  for (const path of archives) console.log(`${path}  ${(statSync(path).size / 1e6).toFixed(1)} MB`)
}

rmSync(packageFolder, {recursive: true})
