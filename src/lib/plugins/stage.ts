import {copyFile, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {invalidValue, isOmiError, notAPlugin, pluginNotInstalled} from '../errors/index.js'
import {explainNpm} from './npm-errors.js'
import {npm, type NpmOptions} from './npm.js'
import {type PackageSpec} from './package-spec.js'
import {INSTALLED, type ListedPlugin} from './plugin-list.js'
import {pluginPackage} from './plugin-package.js'

/** A plugin that was installed into a folder of its own, and is in no list yet. */
export interface StagedPlugin {
  readonly listed: ListedPlugin
  /** Its package.json. */
  readonly pjson: object
  /** The folder of the plugin itself. */
  readonly root: string
  readonly version: string
}

export interface StageContext extends Omit<NpmOptions, 'folder'> {
  /** oclif's. */
  readonly dataDir: string
  /** Where to install: a folder beneath INSTALLED. */
  readonly folder: string
  /** Whether nothing that npm has kept counts, and none of its objections. */
  readonly fresh: boolean
  /** Whether install scripts may run at once. */
  readonly scripts: boolean
}

/** How long it may take to fetch a plugin with all it depends on, in milliseconds: a registry may send a byte now and then, for ever. */
const LONGEST_FETCH = 600_000

/** The name of a packed plugin in the folder it is installed into: npm reads more into some names of files than is there. */
const PACKED = 'plugin.tgz'

/**
 * Installs a plugin with its dependencies into an empty folder. No install script runs unless they may. Throws "Connection
 * failed", "Plugin not found", "Not a plugin" and "Plugin was not installed".
 */
export async function stagePlugin(spec: PackageSpec, context: StageContext): Promise<StagedPlugin> {
  const stage = join(context.dataDir, INSTALLED, context.folder)
  await writeFile(join(stage, 'package.json'), '{"private":true}')
  if (spec.file !== undefined) await takePacked(spec.file, stage, spec.typed)
  const what = spec.file === undefined ? spec.npm : `./${PACKED}`
  const words = ['install', what, '--omit=dev', ...(context.fresh ? ['--force', '--prefer-online'] : [])]
  try {
    // Scripts take the time that they take.
    const limit = context.scripts ? {} : {limit: LONGEST_FETCH}
    await npm([...words, `--ignore-scripts=${!context.scripts}`], {...context, ...limit, folder: stage})
  } catch (error) {
    throw explainNpm(error, spec.typed)
  }

  const {dependencies = {}} = JSON.parse(await readFile(join(stage, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  const [name] = Object.keys(dependencies)
  if (name === undefined) throw pluginNotInstalled(spec.typed, 'npm did not say what it had installed.')
  const root = join(stage, 'node_modules', name)
  const {pjson, version} = await pluginPackage(root, spec.typed).catch((error: unknown) => {
    if (!isOmiError(error)) throw error
    const isNamed = spec.file === undefined && spec.name !== undefined
    throw notAPlugin(isNamed ? name : spec.typed, error.detail ?? undefined)
  })
  const integrity = await integrityOf(name, stage)
  const {folder} = context
  const source = spec.name === undefined ? {url: spec.npm} : {tag: spec.tag}
  return {
    pjson,
    root,
    version,
    listed: {name, type: 'user', ...source, folder, ...(integrity !== undefined && {integrity})},
  }
}

/** The largest packed plugin that is looked at, in bytes. */
const LARGEST = 500_000_000

async function takePacked(file: string, stage: string, typed: string): Promise<void> {
  const {size} = await stat(file)
  if (size === 0) throw invalidValue(`PLUGIN ${typed}`, 'The file is empty.')
  if (size > LARGEST) throw invalidValue(`PLUGIN ${typed}`, `The file has more than ${LARGEST / 1_000_000} MB.`)
  await copyFile(file, join(stage, PACKED))
}

/** The hash of a package's tarball, which npm notes where it has installed it. */
async function integrityOf(name: string, stage: string): Promise<string | undefined> {
  const lock = await readFile(join(stage, 'node_modules', '.package-lock.json'), 'utf8').catch(() => '{}')
  const {packages = {}} = JSON.parse(lock) as {packages?: Record<string, {integrity?: string}>}
  return packages[`node_modules/${name}`]?.integrity
}
