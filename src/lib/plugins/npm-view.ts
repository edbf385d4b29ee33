import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {connectionFailed} from '../errors/index.js'
import {explainNpm} from './npm-errors.js'
import {npm, NpmError, type NpmOptions} from './npm.js'

/** How long npm may take to ask the registry something, in milliseconds, with its own waiting and asking again. */
const LONGEST_ANSWER = 90_000

type AskOptions = Omit<NpmOptions, 'folder'>

/**
 * The newest version in the registry that `tag` (a version, a range or a tag) stands for; undefined where there is none.
 * Throws "Connection failed" and "Plugin not found".
 */
export async function newestVersion(name: string, tag: string, options: AskOptions): Promise<string | undefined> {
  const answer = await ask(['view', `${name}@${tag}`, 'version', '--json'], options).catch((error: unknown) => {
    throw explainNpm(error, name, 'Nothing was changed.')
  })
  const versions = [answer].flat().filter((version) => typeof version === 'string')
  const {default: compare} = await import('semver/functions/compare.js')
  return versions.sort(compare).at(-1)
}

/** A package in the registry. */
export interface FoundPackage {
  readonly description: string
  readonly name: string
  readonly version: string
}

/** The packages in the registry with this keyword that words fit. Throws "Connection failed". */
export async function searchRegistry(words: readonly string[], options: AskOptions): Promise<FoundPackage[]> {
  const answer = await ask(['search', '--json', '--searchlimit=50', ...words], options).catch((error: unknown) => {
    if (!(error instanceof NpmError)) throw error
    const {code = 'it answers something else than packages'} = error.trouble
    throw connectionFailed(`The package registry cannot be searched (${code}).`)
  })
  const found = (Array.isArray(answer) ? answer : []) as Array<Partial<FoundPackage>>
  return found.map(({description = '', name = '', version = ''}) => ({name, version, description}))
}

/** Asks npm something that changes nothing; resolves to what its JSON says. */
async function ask(args: readonly string[], options: AskOptions): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'omi-npm-'))
  try {
    const text = await npm(args, {...options, folder, limit: LONGEST_ANSWER})
    return text.trim() === '' ? undefined : JSON.parse(text)
  } finally {
    await rm(folder, {force: true, recursive: true})
  }
}
