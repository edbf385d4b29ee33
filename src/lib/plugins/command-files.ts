import {type Interfaces} from '@oclif/core'
import {type Plugin} from '@oclif/core/config'
import {type Dirent, readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'

/** In a manifest that was written here: one that the plugin brought is left alone. oclif does not mind it. */
export const MARK = {writtenBy: '@omi-dev/cli'}

interface CommandFiles {
  /** Another one where a file has come, gone or changed. */
  readonly fingerprint: string
  /** When the newest of them changed, in milliseconds since 1970. */
  readonly newest: number
}

/** More files than a plugin has commands: what is behind them is not looked at. */
const MOST = 2000

/**
 * What the files of a plugin's commands look like from outside. They are not read: every run asks this of each linked
 * plugin, so it must cost next to nothing. Never throws.
 */
export function commandFiles({pjson, root}: Pick<Interfaces.Plugin, 'pjson' | 'root'>): CommandFiles {
  const {commands} = pjson.oclif
  const target = typeof commands === 'string' ? commands : commands?.target
  const paths = [join(root, 'package.json')]
  if (typeof target === 'string') collect(join(root, target), paths)
  let hash = 0
  let newest = 0
  const add = (number: number) => {
    hash = Math.trunc(Math.imul(hash, 31) + number)
  }

  for (const [index, path] of paths.entries()) {
    const {mtimeMs = 0, size = 0} = statSync(path, {throwIfNoEntry: false}) ?? {}
    // package.json changes for many reasons, and is no sign that something was built.
    if (index > 0) newest = Math.max(newest, mtimeMs)
    for (let at = root.length; at < path.length; at += 1) add(path.codePointAt(at) ?? 0)
    add(mtimeMs * 1000)
    add(size)
  }

  return {fingerprint: `${paths.length}-${hash}`, newest}
}

function collect(path: string, paths: string[]): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(path, {withFileTypes: true})
  } catch {
    // A file with all commands in it, or nothing yet.
    paths.push(path)
    return
  }

  for (const entry of entries) {
    if (paths.length > MOST || entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) collect(`${path}/${entry.name}`, paths)
    else paths.push(`${path}/${entry.name}`)
  }
}

/** Whether a linked plugin that is loaded has other commands by now than its manifest says. */
export function isBehind(plugin: Plugin): boolean {
  const {fingerprint, newest} = commandFiles(plugin)
  const manifest = plugin.manifest as Partial<typeof MARK> & {fingerprint?: string}
  if (manifest.writtenBy === MARK.writtenBy) return manifest.fingerprint !== fingerprint
  const theirs = statSync(join(plugin.root, 'oclif.manifest.json'), {throwIfNoEntry: false})
  return theirs !== undefined && newest > theirs.mtimeMs
}
