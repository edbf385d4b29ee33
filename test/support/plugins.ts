import {mkdirSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'

import {temporaryFolder} from './omi.js'
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
