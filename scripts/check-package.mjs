// Packs the package, installs the tarball into an empty folder, and runs it there with an empty HOME.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'omi-package-'))
const run = (command, args, options) => execFileSync(command, args, {cwd: folder, encoding: 'utf8', ...options})

try {
  const [{filename, size}] = JSON.parse(
    run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {cwd: root}),
  )
  run('npm', ['init', '--yes'])
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)], {stdio: 'inherit'})
  const omi = (...args) =>
    run(join(folder, 'node_modules', '.bin', 'omi'), args, {env: {HOME: folder, PATH: process.env.PATH}})
  const version = omi('--version').trim()
  const created = JSON.parse(
    omi('sandbox', 'exec', '--', 'omi', '--json', 'memory', 'create', 'Installed from a tarball'),
  )
  if (created.content !== 'Installed from a tarball')
    throw new Error('The installed package did not create the memory.')
  omi('plugins')
  console.log(`${version} installs from its tarball (${Math.round(size / 1024)} kB) and runs.`)
} finally {
  rmSync(folder, {force: true, recursive: true})
}
