import {execFile} from 'node:child_process'
import {cpSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'

import {temporaryFolder} from './omi.js'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const run = promisify(execFile)

/** One of the example plugins, in a folder of its own, with what it depends on taken from this checkout. */
export function exampleForTest(name: string): string {
  const folder = join(temporaryFolder(), name)
  cpSync(join(ROOT, 'examples', name), folder, {filter: (path) => !path.includes('node_modules'), recursive: true})
  const {dependencies, devDependencies} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies?: Record<string, string>
  }
  for (const dependency of Object.keys({...dependencies, ...devDependencies})) {
    const place = join(folder, 'node_modules', dependency)
    mkdirSync(dirname(place), {recursive: true})
    symlinkSync(dependency === '@omi-dev/cli' ? ROOT : join(ROOT, 'node_modules', dependency), place)
  }

  return folder
}

/** Runs a program of the project's dependencies in a folder; rejects, with what it printed, when it fails. */
export async function runTool(folder: string, script: string, ...args: string[]): Promise<string> {
  try {
    const {stdout} = await run(process.execPath, [script, ...args], {cwd: folder})
    return stdout
  } catch (error) {
    const {stderr, stdout} = error as {stderr: string; stdout: string}
    throw new Error(stdout + stderr, {cause: error})
  }
}
