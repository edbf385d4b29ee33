import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {expect} from 'vitest'

import {omi as binary, temporaryFolder} from './omi.js'
import {registryWith} from './registry.js'
import {omi} from './within.js'

/** oclif's core, for plugins that have no dependencies installed. */
export const CORE = createRequire(import.meta.url).resolve('@oclif/core')

/** The source of a CommonJS command that says that it ran. */
export const command = (says: string, more = '') => `
  const {Command, Flags} = require(${JSON.stringify(CORE)})
  class Says extends Command {
    async run() {
      await this.parse(Says)
      this.log('${says}')
      return {says: '${says}'}
    }
  }
  Says.enableJsonFlag = true
  ${more}
  module.exports = Says
`

export interface PluginFiles {
  /** By their path in the plugin's folder. */
  readonly files?: Readonly<Record<string, string>>
  /** Added to a package.json that names the plugin and its commands folder. */
  readonly package?: object
}

/** A plugin in a folder of its own, as somebody may have written it. */
export function pluginFolder(name: string, {files = {}, package: more}: PluginFiles = {}): string {
  const folder = join(temporaryFolder(), name)
  const description = {name, version: '1.0.0', oclif: {commands: './commands', topicSeparator: ' '}, ...more}
  const all = Object.entries({'package.json': JSON.stringify(description), ...files})
  // The manifest last, as in a build: one that is older than the commands is not believed.
  for (const [path, text] of [...all.filter((file) => !isManifest(file)), ...all.filter(isManifest)]) {
    mkdirSync(dirname(join(folder, path)), {recursive: true})
    writeFileSync(join(folder, path), text)
  }

  return folder
}

const isManifest = ([path]: [string, string]) => path === 'oclif.manifest.json'

/** Links it; resolves to the home folder that has it linked, and to what linking said. */
export async function linked(folder: string, home = temporaryFolder()) {
  const run = await omi(['plugins', 'link', folder], {home})
  return {folder, home, run}
}

let prepared: Promise<string> | undefined

/**
 * A home folder where the plugin greet 1.0.0 was installed from a registry, as a copy of one that is made once: an
 * installation takes a second of a processor's time. Its command says `greet 1.0.0`.
 */
export async function homeWithGreet(): Promise<string> {
  prepared ??= installGreet()
  const home = temporaryFolder()
  // A manifest that is older than the commands is not believed.
  cpSync(await prepared, home, {preserveTimestamps: true, recursive: true})
  return home
}

async function installGreet(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'omi-test-greet-'))
  process.once('exit', () => rmSync(home, {force: true, recursive: true}))
  const greet = pluginFolder('greet', {files: {'commands/greet.js': command('greet 1.0.0')}})
  const env = {OMI_NPM_REGISTRY: await registryWith(greet)}
  expect(await binary(['plugins', 'install', 'greet'], {env, home})).toMatchObject({code: 0})
  return home
}
