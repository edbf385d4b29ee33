import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {temporaryFolder} from '../support/omi.js'
import {PACKS} from './pack.js'
import {type Outcome, run} from './run.js'

/** Kept until npm ci: debootstrap takes minutes. It has libatomic1, which Node.js needs, and what is asked about manuals. */
const BASE = fileURLToPath(new URL('../../node_modules/.cache/omi-pack/debian', import.meta.url))
const MIRROR = 'http://deb.debian.org/debian'

/** Makes the Debian that the tests copy. Throws without root, debootstrap or its network. */
export function makeDebian(): void {
  if (existsSync(BASE)) return
  mkdirSync(dirname(BASE), {recursive: true})
  const made = `${BASE}-${process.pid}`
  try {
    const include = '--include=libatomic1,man-db'
    execFileSync('debootstrap', ['--variant=minbase', include, 'bookworm', made, MIRROR], {stdio: 'pipe'})
    renameSync(made, BASE)
  } finally {
    rmSync(made, {force: true, recursive: true})
  }
}

/** A Debian of a test's own with `files`, where /packs has what was packed. Gives what runs a script of a shell in it, as root. */
export function debian(files: Readonly<Record<string, Uint8Array>> = {}): (script: string) => Promise<Outcome> {
  const root = join(temporaryFolder(), 'debian')
  execFileSync('cp', ['--archive', BASE, root])
  mkdirSync(join(root, 'packs'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content)
  // What is mounted is gone with the process.
  const within = `
    mount --bind "$1" "$2/packs"
    mount -t proc proc "$2/proc"
    exec chroot "$2" /bin/sh -euc "$3"`
  return (script) => run('unshare', ['--mount', '--pid', '--fork', 'sh', '-euc', within, 'sh', PACKS, root, script])
}
