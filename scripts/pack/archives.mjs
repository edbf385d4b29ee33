// The archives of a folder. The same folder gives the same bytes: names in order, one time for all, nobody's names and modes.
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  chmodSync,
  cpSync,
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {gzipSync} from 'node:zlib'
import yazl from 'yazl'

import {NODE_FLAGS} from './node.mjs'

/** The files beneath a folder, in order. */
const filesIn = (folder) =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted()

/** Who made a folder and with which umask is nobody's business: all may read it, and its owner alone may write. */
export function settleModes(folder) {
  for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true})) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }

  chmodSync(folder, 0o755)
}

/** `.tar.xz` and `.tar.gz`, with GNU tar: a system that is bare has gzip and no xz. */
export function tarballs(folder, output, date, fast) {
  const tar = join(dirname(output), `${basename(output)}.tar`)
  const seconds = Math.floor(date / 1000)
  const settled = ['--sort=name', `--mtime=@${seconds}`, '--owner=0', '--group=0', '--numeric-owner', '--format=gnu']
  execFileSync('tar', [...settled, '-cf', tar, '-C', dirname(folder), basename(folder)])
  execFileSync('gzip', ['-n', '-k', '-f', fast ? '-1' : '-9', tar])
  execFileSync('xz', ['-f', '-T2', fast ? '-0' : '-6', tar])
  return [`${tar}.xz`, `${tar}.gz`]
}

/** A `.zip`, for Windows. */
export async function zip(folder, output, date) {
  const archive = new yazl.ZipFile()
  const {length} = dirname(folder)
  for (const name of filesIn(folder)) {
    const path = join(folder, name)
    archive.addFile(path, path.slice(length + 1).replaceAll('\\', '/'), {
      forceDosTimestamp: true,
      mode: statSync(path).mode,
      mtime: date,
    })
  }

  archive.end()
  await pipeline(archive.outputStream, createWriteStream(`${output}.zip`))
  return [`${output}.zip`]
}

const MACHINES = {arm64: 'arm64', x64: 'amd64'}

/** A package for Debian and what comes of it (https://www.debian.org/doc/debian-policy/), with dpkg-deb. */
export function deb(folder, output, {date, description, fast, target, version}) {
  const machine = MACHINES[target.split('-')[1]]
  const root = `${output}-deb`
  rmSync(root, {force: true, recursive: true})
  const usr = join(root, 'usr')
  cpSync(folder, usr, {recursive: true, verbatimSymlinks: true})
  rmSync(join(usr, 'lib/omi/uninstall.sh'))
  // There is one place for it, so that it needs not look where it is.
  const launcher = `#!/bin/sh\nexec /usr/lib/omi/node ${NODE_FLAGS} /usr/lib/omi/bin/run.js "$@"\n`
  writeFileSync(join(usr, 'bin/omi'), launcher, {mode: 0o755})
  const share = join(usr, 'share')
  mkdirSync(join(share, 'zsh/vendor-completions'), {recursive: true})
  renameSync(join(share, 'zsh/site-functions/_omi'), join(share, 'zsh/vendor-completions/_omi'))
  rmSync(join(share, 'zsh/site-functions'), {recursive: true})
  const man = join(share, 'man/man1')
  for (const name of readdirSync(man)) {
    writeFileSync(join(man, `${name}.gz`), gzipSync(readFileSync(join(man, name)), {level: 9}))
    rmSync(join(man, name))
  }

  const doc = join(share, 'doc/omi')
  const licenses = ['LICENSE', 'NODE_LICENSE', 'THIRD_PARTY_LICENSES.txt']
  const copyright = licenses.map((name) => readFileSync(join(doc, name), 'utf8')).join(`\n${'-'.repeat(80)}\n\n`)
  writeFileSync(join(doc, 'copyright'), `omi: https://www.npmjs.com/package/@omi-dev/cli\n\n${copyright}`)
  for (const name of licenses) rmSync(join(doc, name))
  const names = filesIn(root)
  const size = names.reduce((sum, name) => sum + Math.ceil(statSync(join(root, name)).size / 1024), 0)
  const sums = names.map(
    (name) =>
      `${createHash('md5')
        .update(readFileSync(join(root, name)))
        .digest('hex')}  ${name}\n`,
  )
  mkdirSync(join(root, 'DEBIAN'))
  writeFileSync(join(root, 'DEBIAN/md5sums'), sums.join(''))
  writeFileSync(
    join(root, 'DEBIAN/control'),
    [
      'Package: omi',
      `Version: ${version}`,
      `Architecture: ${machine}`,
      'Maintainer: The authors of omi <omi-dev@users.noreply.github.com>',
      `Installed-Size: ${size}`,
      // What the executable of Node.js asks for.
      'Depends: libatomic1, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 5)',
      'Recommends: less',
      'Section: utils',
      'Priority: optional',
      'Description: command line for Omi',
      // Lines of a description are short.
      ...`${description}.`.match(/.{1,70}(?: |$)/g).map((line) => ` ${line.trimEnd()}`),
      ' It comes with a Node.js of its own.',
      '',
    ].join('\n'),
  )
  settleModes(root)
  const path = join(dirname(output), `omi_${version}_${machine}.deb`)
  const options = ['--root-owner-group', '-Zxz', fast ? '-z0' : '-z6', '--build', root, path]
  execFileSync('dpkg-deb', options, {
    env: {...process.env, SOURCE_DATE_EPOCH: String(Math.floor(date / 1000))},
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  rmSync(root, {recursive: true})
  return [path]
}
