import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {exists} from './exists.js'

/** A package that has something to run when it is installed. */
export interface ScriptedPackage {
  readonly name: string
  /** The kinds of scripts: `postinstall`. */
  readonly scripts: readonly string[]
  readonly version: string
}

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']
/** What npm runs in addition where a package comes as its sources. */
const BUILD_SCRIPTS = ['prepack', 'prepare', 'build']

/**
 * The packages in a folder, in which npm has installed without running scripts, that have some. `fromGit`: of which one may
 * have come as sources, and is built.
 */
export async function packagesWithScripts(
  folder: string,
  {fromGit = false}: {readonly fromGit?: boolean} = {},
): Promise<ScriptedPackage[]> {
  const lock = await readFile(join(folder, 'node_modules', '.package-lock.json'), 'utf8').catch(() => '{}')
  const {packages = {}} = JSON.parse(lock) as {packages?: Record<string, {resolved?: string}>}
  const found = await Promise.all(
    Object.entries(packages).map(([path, {resolved = ''}]) =>
      scriptedPackage(join(folder, path), fromGit && /^git[+:]/.test(resolved)),
    ),
  )
  return found.filter((one) => one !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function scriptedPackage(root: string, isSource: boolean): Promise<ScriptedPackage | undefined> {
  const text = await readFile(join(root, 'package.json'), 'utf8').catch(() => '{}')
  const {
    gypfile,
    name = '',
    scripts = {},
    version = '',
  } = JSON.parse(text) as {gypfile?: boolean; name?: string; scripts?: Record<string, unknown>; version?: string}
  const kinds = [...INSTALL_SCRIPTS, ...(isSource ? BUILD_SCRIPTS : [])].filter((kind) => scripts[kind])
  // Without a script of its own, npm builds what has this file.
  const isBuilt =
    gypfile !== false && !scripts.install && !scripts.preinstall && (await exists(join(root, 'binding.gyp')))
  const all = [...kinds, ...(isBuilt ? ['install'] : [])]
  return all.length === 0 ? undefined : {name, scripts: all, version}
}

/** The question before scripts run. `typed` is what is to be installed. */
export function scriptsQuestion(typed: string, packages: readonly ScriptedPackage[]): string {
  const shown = packages.slice(0, SHOWN).map(({name, scripts, version}) => `${name} ${version} (${scripts.join(', ')})`)
  const more = packages.length > SHOWN ? ` and ${packages.length - SHOWN} more` : ''
  return `${typed} runs scripts when it is installed: ${shown.join(', ')}${more}. Let them run?`
}

const SHOWN = 5
