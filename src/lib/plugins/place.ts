import {statSync} from 'node:fs'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {promisify} from 'node:util'

import {strangersEnvironment} from '../config/environment.js'

const PLACE = String.raw`((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^()\n]*:\d+)`
/** Those of a syntax error are in the first lines of its stack, with the code below; others are in its first call. */
const HEADING = new RegExp(`^${PLACE}$`, 'm')
const CALL = new RegExp(String.raw`^ +at (?:.* \(|async )?${PLACE}:\d+\)?$`, 'gm')

/** The file and line where an error arose, the first one beneath `root` where it is given: `/…/hello.js:12`. */
export function placeOf({stack = ''}: Error, root?: string): string | undefined {
  const heading = stack.match(HEADING)?.[1]
  const places = [
    ...(heading === undefined ? [] : [heading]),
    ...[...stack.matchAll(CALL)].map(([, place = '']) => place),
  ]
  const paths = places.map((place) => (place.startsWith('file:') ? fileURLToPath(place) : place))
  return root === undefined
    ? paths[0]
    : paths.find((path) => path.startsWith(root) && /[/\\]/.test(path[root.length] ?? ''))
}

/** How long a file may take to be looked at, in milliseconds. */
const LONGEST = 5000

/**
 * The same for what keeps a file from being imported. For a syntax error in an ES module Node.js tells it to nobody but the
 * terminal, at the end of a process; so another one imports it.
 */
export async function placeOfFault(file: string): Promise<string | undefined> {
  // Few runs look for a fault, and all that have plugins load this module.
  const {execFile} = await import('node:child_process')
  const script = ['--input-type=module', '--eval', `await import(${JSON.stringify(pathToFileURL(file).href)})`]
  try {
    await promisify(execFile)(process.execPath, script, {env: strangersEnvironment(), timeout: LONGEST})
    return undefined
  } catch (error) {
    const {stderr = ''} = error as {stderr?: string}
    return placeOf({message: '', name: '', stack: stderr})
  }
}

/** What oclif puts behind the name of a file. */
const ENDINGS = ['', '.js', '.mjs', '.cjs', '/index.js', '/index.mjs', '/index.cjs']

/** The file that oclif takes for a name without its ending; undefined where there is none. */
export const moduleFile = (path: string): string | undefined =>
  ENDINGS.map((ending) => path + ending).find((file) => statSync(file, {throwIfNoEntry: false})?.isFile())
