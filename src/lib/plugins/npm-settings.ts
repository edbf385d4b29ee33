import {readFileSync} from 'node:fs'
import path, {isAbsolute, join} from 'node:path'

import {strangersEnvironment} from '../config/environment.js'

/**
 * The settings of npm that decide where packages come from and what may come: those of the user hold for plugins too. All
 * others would change what npm does (`dry-run`, `global`, `workspaces`, `save`, `prefix`, …), and are not passed on.
 * https://docs.npmjs.com/cli/using-npm/config
 */
const KEPT = new RegExp(
  '^(?:' +
    [
      '//.*',
      '@[^:]+:registry',
      '_auth|_authtoken|_password|username|email|always-auth',
      'allow-(?:directory|file|git|remote)',
      'before|min-release-age(?:-exclude)?',
      'ca|cafile|cert|key|strict-ssl',
      'cpu|libc|os',
      'engine-strict|ignore-scripts|legacy-peer-deps|strict-peer-deps',
      'fetch-.*|local-address|maxsockets',
      'git|node-gyp|node-options|script-shell|user-agent',
      'https?-proxy|proxy|noproxy|no-proxy',
      'offline|prefer-offline|prefer-online',
      'registry|replace-registry-host',
    ].join('|') +
    ')$',
  'i',
)

/** The same for the variables of this run; where npm keeps its cache is for the caller to say. */
const isKeptVariable = (name: string) => {
  const key = name.slice('npm_config_'.length)
  return (
    key === 'cache' ||
    key === 'logs_max' ||
    KEPT.test(key.startsWith('//') ? key : key.replaceAll('_', '-')) ||
    KEPT.test(key)
  )
}

/** The variables for npm: without settings of npm that would change what it does, and without anything of this product's. */
export function npmEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(strangersEnvironment(variables)).filter(([name]) =>
      /^npm_config_/i.test(name)
        ? isKeptVariable(name)
        : // What runs at an installation has no business with the user's account, and reads INIT_CWD and the like itself.
          !/^(?:OMI_|npm_(?!config_))/i.test(name),
    ),
  )
}

/** The settings in the user's and the system's `.npmrc` that hold for plugins too, as the text of such a file. */
export function npmrcForPlugins(home: string, variables: NodeJS.ProcessEnv): string {
  const named = (name: string) =>
    Object.entries(variables).find(([key, value]) => key.toLowerCase() === `npm_config_${name}` && value)?.[1]
  const user = named('userconfig') ?? join(home, '.npmrc')
  const prefix = named('prefix') ?? variables.PREFIX ?? globalPrefix(process.execPath)
  const system = named('globalconfig') ?? join(prefix, 'etc', 'npmrc')
  return [system, user]
    .flatMap((path) => linesOf(path))
    .filter((line) => KEPT.test(keyOf(line)))
    .map((line) => `${line}\n`)
    .join('')
}

/** Where npm keeps what is global, unless it is told: https://docs.npmjs.com/cli/configuring-npm/folders */
export const globalPrefix = (execPath: string, rules: path.PlatformPath = path): string =>
  rules === path.win32 ? rules.dirname(execPath) : rules.dirname(rules.dirname(execPath))

/**
 * The variables with the folder of this very Node.js behind all others that programs are looked for in: a product that brings its own
 * may be all that there is, and install scripts begin with `node`.
 */
export function withOwnNode(
  variables: NodeJS.ProcessEnv,
  execPath: string,
  rules: path.PlatformPath = path,
): NodeJS.ProcessEnv {
  // Windows has it as Path.
  const name = Object.keys(variables).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const folders = [variables[name], rules.dirname(execPath)].filter(Boolean)
  return {...variables, [name]: folders.join(rules.delimiter)}
}

/** Whether the user's npm runs no scripts of packages at all. */
export function ignoresScripts(home: string, variables: NodeJS.ProcessEnv): boolean {
  const fromVariables = Object.entries(variables).find(([name]) => /^npm_config_ignore[_-]scripts$/i.test(name))?.[1]
  if (fromVariables) return fromVariables === 'true'
  const lines = npmrcForPlugins(home, variables).split('\n')
  const last = lines.findLast((line) => keyOf(line) === 'ignore-scripts')
  return last !== undefined && /^(?:true)?$/.test((last.split('=')[1] ?? '').trim())
}

/** The key of a line of an ini file: `ca[]=…` is one of several values of `ca`. */
const keyOf = (line: string) =>
  (line.split('=', 1)[0] ?? '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/\[\]$/, '')

function linesOf(path: string): string[] {
  if (!isAbsolute(path)) return []
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}
