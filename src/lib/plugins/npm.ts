import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'

import {strangersEnvironment} from '../config/environment.js'

/** What npm said of a failure: its code, such as `E404`, and what it means. */
export interface NpmTrouble {
  readonly code?: string
  readonly summary?: string
}

/**
 * Why the registry has no such package; nothing where it has. @oclif/plugin-plugins takes a registry that is down for one
 * that has no such package.
 */
export async function registryTrouble(name: string): Promise<NpmTrouble> {
  try {
    await npm(['view', name, 'version'])
    return {}
  } catch (error) {
    const {message, stderr = ''} = error as Error & {stderr?: string}
    return {summary: message.split('\n', 1)[0], ...npmTrouble(stderr)}
  }
}

/** What npm said at its end: `npm error code E404` and the lines behind it; nothing where it said nothing. */
export function npmTrouble(printed: string): NpmTrouble {
  const lines = printed.split('\n').flatMap((line) => line.match(/^npm error (.*)$/)?.[1] ?? [])
  const [, code] = lines.find((line) => line.startsWith('code '))?.split(' ') ?? []
  const told = lines.filter(
    (line) =>
      !/^\s*(?:\d{3})?\s*$/.test(line) &&
      !/^(?:code|errno|syscall|path|network|A complete log|Log files were not written)\b/.test(line),
  )
  return {...(code && {code}), ...(told.length > 0 && {summary: told.slice(0, 4).join('\n')})}
}

/** Takes packages out of the folder again. */
export async function removePackages(names: readonly string[], folder: string): Promise<void> {
  await npm(['uninstall', ...names], folder).catch(() => {})
}

/** Runs the npm that @oclif/plugin-plugins brings along. */
async function npm(args: string[], cwd?: string): Promise<void> {
  const manager = createRequire(createRequire(import.meta.filename).resolve('@oclif/plugin-plugins'))
  const description = manager.resolve('npm/package.json')
  const {bin} = JSON.parse(await readFile(description, 'utf8')) as {bin: {npm: string}}
  await promisify(execFile)(process.execPath, [join(dirname(description), bin.npm), ...args], {
    cwd,
    env: strangersEnvironment(),
  })
}
