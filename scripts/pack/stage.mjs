// The folder of a platform: the product with a Node.js of its own, as it stands after an installation.
import {execFileSync} from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {manualPages} from './man.mjs'
import {executableOf, NODE_FLAGS, nodePackage} from './node.mjs'

const own = (name) => fileURLToPath(new URL(name, import.meta.url))
const file = (name) => own(`files/${name}`)
const launcher = (name) => readFileSync(file(name), 'utf8').replace('@NODE_FLAGS@', NODE_FLAGS)

/** A program that tells what goes wrong by how it ends, and is quiet. */
const npm = (args, cwd) =>
  execFileSync('npm', args, {cwd, encoding: 'utf8', maxBuffer: 1e8, shell: process.platform === 'win32'})

/** The package as npm would publish it, with what it needs at run time, once for all platforms. Gives its folder. */
export function stagePackage(root, folder) {
  rmSync(folder, {force: true, recursive: true})
  mkdirSync(folder, {recursive: true})
  const [{files}] = JSON.parse(npm(['pack', '--dry-run', '--json', '--ignore-scripts', '--silent'], root))
  for (const {path} of files) cpSync(join(root, path), join(folder, path))
  // npm ci takes both files for one another's.
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(root, name), join(folder, name))
  npm(['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  const needed = JSON.parse(npm(['sbom', '--omit=dev', '--package-lock-only', '--sbom-format=cyclonedx'], folder))
  for (const name of ['package-lock.json', '.npmrc']) rmSync(join(folder, name))
  // Links, which an archive for Windows has no way to keep; nothing of ours goes by them.
  for (const name of readdirSync(folder, {recursive: true}))
    if (basename(name) === '.bin') rmSync(join(folder, name), {force: true, recursive: true})
  renameSync(join(folder, 'bin/run.js'), join(folder, 'bin/start.js'))
  cpSync(own('loader.cjs'), join(folder, 'bin/run.js'))
  return needed
}

/** What the product says of itself, and writes for completion, when it is run from the folder of the package. */
export function describePackage(folder) {
  const home = mkdtempSync(join(tmpdir(), 'omi-pack-'))
  try {
    const omi = (...args) =>
      execFileSync(process.execPath, [join(folder, 'bin/start.js'), ...args], {
        encoding: 'utf8',
        env: {...process.env, HOME: home, USERPROFILE: home, OMI_NO_PLUGINS: '1'},
        maxBuffer: 1e8,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    const surface = JSON.parse(omi('--json', 'commands'))
    omi('autocomplete', '--refresh-cache')
    const words = join(home, '.omi/cache/autocomplete')
    cpSync(words, join(folder, 'completion'), {recursive: true})
    const path = join(folder, 'completion/words.tsv')
    // The first line says of which installation they are, so that they are written anew for another version: these never are.
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^#.*\n/, ''))
    return surface
  } finally {
    rmSync(home, {force: true, recursive: true})
  }
}

/** Makes the folder of a platform at `folder`; `date` is that of the manual pages. */
export function stageTarget({date, folder, package: packageFolder, root, surface, target, version}) {
  rmSync(folder, {force: true, recursive: true})
  const lib = join(folder, 'lib/omi')
  cpSync(packageFolder, lib, {recursive: true, verbatimSymlinks: true})
  const node = nodePackage(root, target, version)
  const executable = join(lib, basename(executableOf(target)))
  cpSync(join(node, executableOf(target)), executable)
  chmodSync(executable, 0o755)
  const put = (name, text, mode = 0o644) => {
    mkdirSync(join(folder, name, '..'), {recursive: true})
    writeFileSync(join(folder, name), text, {mode})
  }

  put('bin/omi', launcher('omi.sh'), 0o755)
  if (target.startsWith('win32')) put('bin/omi.cmd', launcher('omi.cmd'))
  else put('lib/omi/uninstall.sh', readFileSync(file('uninstall.sh')), 0o755)
  for (const [name, text] of Object.entries(manualPages(surface, date))) put(`share/man/man1/${name}`, text)
  put('share/bash-completion/completions/omi', readFileSync(file('completion/omi.bash')))
  put('share/zsh/site-functions/_omi', readFileSync(file('completion/_omi')))
  put('share/fish/vendor_completions.d/omi.fish', readFileSync(file('completion/omi.fish')))
  put('share/doc/omi/LICENSE', readFileSync(join(root, 'LICENSE')))
  put('share/doc/omi/THIRD_PARTY_LICENSES.txt', readFileSync(join(root, 'dist/THIRD_PARTY_LICENSES.txt')))
  // The package for Windows comes without it; it is the same for all platforms.
  const license = [target, 'linux-x64']
    .map((one) => join(nodePackage(root, one, version), 'LICENSE'))
    .find((path) => existsSync(path))
  put('share/doc/omi/NODE_LICENSE', readFileSync(license))
  return executable
}

/** Writes the code cache of a folder, with its own Node.js; only on its own platform. */
export function recordCache(folder) {
  const lib = join(folder, 'lib/omi')
  const node = join(lib, process.platform === 'win32' ? 'node.exe' : 'node')
  const home = mkdtempSync(join(tmpdir(), 'omi-pack-'))
  const cache = join(lib, 'bin/code-cache')
  try {
    // V8 takes no cache that was made with other options of its own.
    const env = {...process.env, HOME: home, NODE_OPTIONS: '', OMI_NO_PLUGINS: '1', USERPROFILE: home}
    const record = ['--', node, own('record.cjs'), lib, cache]
    execFileSync(node, [join(lib, 'bin/start.js'), 'sandbox', 'exec', '--seed-data', ...record], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  } finally {
    rmSync(home, {force: true, recursive: true})
  }

  return cache
}
