import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {promisify} from 'node:util'

import {strangersEnvironment} from '../../config/environment.js'
import {isOmiError, OmiError, pluginNotCreated} from '../../errors/index.js'
import {shellLine} from '../../text/shell-words.js'
import {explainNpm} from '../npm-errors.js'
import {installLocked, type NpmOptions} from '../npm.js'

const run = promisify(execFile)

/** Installs what package.json of the folder names. Throws "Connection failed" and "Plugin was not installed". */
export async function installPackages(options: NpmOptions): Promise<void> {
  try {
    await installLocked(options)
  } catch (error) {
    throw explainNpm(error, options.folder, 'What it needs to be built was not installed.')
  }
}

/** Builds a TypeScript plugin, with the compiler that it has installed. Throws "Plugin was not created", with what the compiler says. */
export async function build({folder, signal}: Pick<NpmOptions, 'folder' | 'signal'>): Promise<void> {
  const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    await run(process.execPath, [compiler], {cwd: folder, env: strangersEnvironment(), signal})
  } catch (error) {
    signal.throwIfAborted()
    const {message, stderr = '', stdout = ''} = error as Error & {stderr?: string; stdout?: string}
    throw pluginNotCreated((stdout + stderr).trim() || message, error)
  }
}

/** The same error with the commands that finish what is there; `folder` is as the user would type it. */
export function withNextSteps(error: unknown, folder: string, steps: readonly string[]): unknown {
  if (!isOmiError(error)) return error
  const line = [shellLine(['cd', folder]), ...steps].join(' && ')
  const detail = [error.detail, `The files are in ${folder}. What is left to do:`, line].filter(Boolean).join('\n')
  return new OmiError(error.title, error.exitCode, {
    cause: error,
    detail,
    errorCode: error.errorCode,
    facts: error.facts,
  })
}
