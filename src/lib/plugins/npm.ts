import {fork, type ForkOptions} from 'node:child_process'
import {readFile, rm, writeFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'

import {npmRegistry, prepareNpm, processVariables} from '../config/environment.js'
import {npmEnvironment, npmrcForPlugins, withOwnNode} from './npm-settings.js'

/** What npm said of a failure: its code, such as `E404`, and what it means. */
export interface NpmTrouble {
  readonly code?: string
  readonly summary?: string
}

/** How npm ended, where that was badly. */
export class NpmError extends Error {
  constructor(
    readonly trouble: NpmTrouble,
    readonly printed: string,
  ) {
    super(trouble.summary ?? 'npm failed')
  }
}

export interface NpmOptions {
  /** Where it works, and the only folder that it writes to beside its cache. */
  readonly folder: string
  /** Ends it after so many milliseconds, as a time-out of the registry. */
  readonly limit?: number
  /** Ends it; its reason is thrown. */
  readonly signal: AbortSignal
  /** Is told what npm printed on stderr, line by line. */
  readonly tell: (line: string) => void
}

/** The name of the file with the settings for one run; it may hold credentials of a registry. */
const SETTINGS = 'npmrc'

/**
 * Runs the npm that @oclif/plugin-plugins brings along, with what the user has set about registries, proxies and
 * certificates, and nothing else that is set about npm. Resolves to what it printed on stdout. Throws an NpmError.
 */
export async function npm(args: readonly string[], options: NpmOptions): Promise<string> {
  prepareNpm()
  const {folder} = options
  const settings = join(folder, SETTINGS)
  await writeFile(settings, npmrcForPlugins(homedir(), processVariables()), {mode: 0o600})
  const forced = [
    `--userconfig=${settings}`,
    `--globalconfig=${join(folder, '.no-npmrc')}`,
    `--prefix=${folder}`,
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--package-lock=false',
    ...registryOption(),
  ]
  try {
    return await run(await scriptOf('npm', 'npm'), [...args, ...forced], options, npmEnvironment(processVariables()))
  } finally {
    await rm(settings, {force: true})
  }
}

/** Installs what a folder of the user's own locks, with npm and the settings that the folder itself has. Throws an NpmError. */
export async function installLocked(options: NpmOptions): Promise<void> {
  prepareNpm()
  const forced = [
    '--dry-run=false',
    '--global=false',
    // What builds a plugin is there for who writes it, even where NODE_ENV is production.
    '--include=dev',
    '--package-lock-only=false',
    `--prefix=${options.folder}`,
  ]
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier', ...registryOption()]
  await run(await scriptOf('npm', 'npm'), ['install', ...forced, ...quiet], options, npmEnvironment(processVariables()))
}

/** The same with the yarn that comes along, where the folder is locked by yarn. Throws an NpmError. */
export async function installLockedByYarn(options: NpmOptions): Promise<void> {
  await run(
    await scriptOf('yarn', 'yarn'),
    ['install', '--non-interactive'],
    options,
    npmEnvironment(processVariables()),
  )
}

/** The registry that was named for plugins wins over those of npm's own settings. */
const registryOption = () => (npmRegistry() ? [`--registry=${npmRegistry()}`] : [])

/** Ends npm when this process is gone, however it went; by itself the channel keeps npm alive no longer. */
const ENDS_WITH_PARENT = 'data:text/javascript,process.on("disconnect",()=>process.exit(1));process.channel?.unref()'

async function run(
  script: string,
  args: readonly string[],
  {folder, limit, signal, tell}: NpmOptions,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  signal.throwIfAborted()
  const options: ForkOptions = {
    cwd: folder,
    // Scripts may want to set up hooks of git, which is not what the folder is for.
    env: withOwnNode({...env, HUSKY: '0'}, process.execPath),
    execArgv: ['--import', ENDS_WITH_PARENT],
    silent: true,
  }
  const child = fork(script, [...args], options)
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += stripVTControlCharacters(text)
  })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop)
  let isLate = false
  const late = () => {
    isLate = true
    child.kill('SIGKILL')
  }

  const timer = limit === undefined ? undefined : setTimeout(late, limit)
  try {
    const code = await new Promise<null | number>((resolve, reject) => {
      child.on('error', reject).on('close', resolve)
    })
    signal.throwIfAborted()
    if (isLate) throw new NpmError({code: 'ETIMEDOUT'}, stderr)
    for (const line of stderr.split('\n')) if (line.trim()) tell(line)
    if (code !== 0) throw new NpmError(npmTrouble(stderr), stderr)
    return stdout
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** The script of a package manager that @oclif/plugin-plugins depends on. */
async function scriptOf(name: string, bin: string): Promise<string> {
  const manager = createRequire(createRequire(import.meta.filename).resolve('@oclif/plugin-plugins'))
  const description = manager.resolve(`${name}/package.json`)
  const {bin: scripts} = JSON.parse(await readFile(description, 'utf8')) as {bin: Record<string, string>}
  return join(dirname(description), scripts[bin] ?? '')
}

/** What npm said at its end: `npm error code E404` and the lines behind it; nothing where it said nothing. */
function npmTrouble(printed: string): NpmTrouble {
  const lines = printed.split('\n').flatMap((line) => line.match(/^npm error (.*)$/)?.[1] ?? [])
  const [, code] = lines.find((line) => line.startsWith('code '))?.split(' ') ?? []
  const told = lines.filter(
    (line) =>
      !/^\s*(?:\d{3})?\s*$/.test(line) &&
      !/^(?:code|errno|syscall|path|network|A complete log|Log files were not written)\b/.test(line),
  )
  return {...(code && {code}), ...(told.length > 0 && {summary: told.slice(0, 4).join('\n')})}
}
