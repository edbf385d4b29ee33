// Installs the packed tarball into an empty folder and tells what it costs there: packages and megabytes, in all and for
// each thing that the package depends on. The table in docs/architecture.md is made of these figures.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'omi-size-'))
const npm = (args, cwd = folder) => execFileSync('npm', args, {cwd, encoding: 'utf8'})

/** Bytes of the files of a package, without the packages in its `node_modules`. */
function sizeOf(path) {
  let bytes = 0
  for (const entry of readdirSync(join(folder, path), {withFileTypes: true})) {
    if (entry.name === 'node_modules') continue
    const inner = join(path, entry.name)
    if (entry.isDirectory()) bytes += sizeOf(inner)
    else if (entry.isFile()) bytes += statSync(join(folder, inner)).size
  }

  return bytes
}

/** Where Node.js finds `name` from the package at `path`. */
function find(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const found = at ? `${at}/node_modules/${name}` : `node_modules/${name}`
    if (packages[found]) return found
    if (!at) return
  }
}

/** A package and all that it needs, packages that it brings along inside itself among them. */
function closure(packages, start) {
  const found = new Set([start])
  for (const path of found) {
    const {dependencies = {}, optionalDependencies = {}} = packages[path]
    for (const name of Object.keys({...dependencies, ...optionalDependencies})) {
      const next = find(packages, path, name)
      if (next) found.add(next)
    }

    for (const inner of Object.keys(packages))
      if (packages[inner].inBundle && inner.startsWith(`${path}/`)) found.add(inner)
  }

  return found
}

try {
  const [{filename}] = JSON.parse(npm(['pack', '--json', '--silent', '--pack-destination', folder], root))
  npm(['init', '--yes'])
  npm(['install', '--omit=dev', '--no-audit', '--no-fund', join(folder, filename)])
  const {packages} = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'))
  const sizes = Object.fromEntries(Object.keys(packages).map((path) => [path, sizeOf(path)]))
  const {dependencies, name} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const own = `node_modules/${name}`
  const megabytes = (paths) => Number([...paths].reduce((sum, path) => sum + sizes[path] / 1e6, 0).toFixed(1))
  const row = (paths, alone) => ({
    'with what it needs': paths.size,
    MB: megabytes(paths),
    'for it alone': alone.size,
    'MB alone': megabytes(alone),
  })
  const closures = Object.keys(dependencies).map((dependency) => [
    dependency,
    closure(packages, find(packages, own, dependency)),
  ])
  const rows = Object.fromEntries(
    closures.map(([dependency, paths]) => {
      const others = new Set(closures.filter(([other]) => other !== dependency).flatMap(([, other]) => [...other]))
      return [dependency, row(paths, new Set([...paths].filter((path) => !others.has(path))))]
    }),
  )
  console.log(
    `${name}: ${megabytes([own])} MB of its own, ${Object.keys(packages).length} packages and ${megabytes(Object.keys(packages))} MB in all`,
  )
  console.table(rows)
} finally {
  rmSync(folder, {force: true, recursive: true})
}
