// The Node.js of each platform, as its package in the npm registry has it.
import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

const {node} = JSON.parse(readFileSync(new URL('sources.json', import.meta.url), 'utf8'))

export const TARGETS = Object.keys(node.packages)
export const NODE_VERSION = node.version

/** Unpacks the package of a platform, once, and gives its folder. Throws where it is another than the one that is written down. */
export function nodePackage(root, target, version = node.version) {
  const {integrity, name} = node.packages[target]
  const folder = join(root, 'node_modules/.cache/omi-pack', `${name}-${version}`)
  const unpacked = join(folder, 'package')
  if (existsSync(join(unpacked, 'package.json'))) return unpacked
  mkdirSync(folder, {recursive: true})
  const told = execFileSync('npm', ['pack', '--json', '--silent', `${name}@${version}`], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const [{filename, integrity: found}] = JSON.parse(told)
  // Another version is packed to be measured only.
  if (version === node.version && found !== integrity) throw new Error(`${filename} is ${found}, not ${integrity}.`)
  execFileSync('tar', ['-xzf', filename], {cwd: folder})
  return unpacked
}

/** Where its executable is. */
export const executableOf = (target) => join('bin', target.startsWith('win32') ? 'node.exe' : 'node')

/**
 * What the launchers start it with. V8 begins with room for a megabyte of new objects, which a start fills, and so collects garbage
 * in the midst of it. The flag is none of those that make V8 reject a code cache.
 */
export const NODE_FLAGS = '--min-semi-space-size=4'
