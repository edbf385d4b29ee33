import {type Config} from '@oclif/core/config'
import {mkdir, readFile, readlink, rm, rmdir, symlink} from 'node:fs/promises'
import path, {dirname, join} from 'node:path'

import {exists} from './exists.js'

/** This package, as plugins import it. */
type Host = Pick<Config, 'dataDir' | 'name' | 'root'>

/**
 * Lets installed plugins find this very package by its name, so that none has to bring a copy along: a link in
 * `node_modules` beside oclif's data folder, where Node.js looks last. A copy that a plugin does bring comes before it. Where
 * the link cannot be made, the plugin's import says so.
 */
export const provideHostPackage = (host: Host): Promise<void> =>
  linkTo(host.root, join(sharedModules(host), host.name)).catch(() => {})

/** The same for a linked plugin that names this package and does not find it: a link as `npm link` makes it. */
export async function linkHostPackage(plugin: string, host: Host): Promise<void> {
  const text = await readFile(join(plugin, 'package.json'), 'utf8')
  const {dependencies, devDependencies, peerDependencies} = JSON.parse(text) as Record<string, object | undefined>
  if (!(host.name in {...dependencies, ...devDependencies, ...peerDependencies})) return
  if (await finds(plugin, host.name)) return
  await linkTo(host.root, join(plugin, 'node_modules', host.name)).catch(() => {})
}

/** Takes back what `linkHostPackage` did. */
export async function unlinkHostPackage(plugin: string, host: Host): Promise<void> {
  const link = join(plugin, 'node_modules', host.name)
  if (!(await leadsTo(link, host.root))) return
  await rm(link)
  // The folders that were made for it, where nothing else is in them.
  for (const folder of [dirname(link), join(plugin, 'node_modules')]) await rmdir(folder).catch(() => {})
}

/** The folder of the link for installed plugins. */
export const sharedModules = ({dataDir}: Pick<Host, 'dataDir'>) => join(dirname(dataDir), 'node_modules')

/** Whether Node.js finds it from the folder. It is not asked, because it would remember a no. */
async function finds(folder: string, name: string): Promise<boolean> {
  if (await exists(join(folder, 'node_modules', name, 'package.json'))) return true
  const parent = dirname(folder)
  return parent === folder ? false : finds(parent, name)
}

async function leadsTo(link: string, folder: string): Promise<boolean> {
  const target = await readlink(link).catch(() => {})
  return target !== undefined && isSameFolder(target, folder)
}

/** Whether two names are of one folder: Windows puts a backslash at the end of where a junction leads. */
export const isSameFolder = (one: string, other: string, rules: path.PlatformPath = path): boolean =>
  rules.resolve(one) === rules.resolve(other)

/** Makes `link` a link to `folder`, unless it is one. Throws what the file system does. */
async function linkTo(folder: string, link: string): Promise<void> {
  if (await leadsTo(link, folder)) return
  await mkdir(dirname(link), {mode: 0o700, recursive: true})
  await rm(link, {force: true, recursive: true})
  await symlink(folder, link, 'junction')
}
