import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'

import {omi, temporaryFolder} from './omi.js'

/** A home folder with a linked plugin: what its manifest says of each command, and the command's code. */
export async function homeWithPlugin(
  commands: Record<string, {code: string; manifest: object}>,
  home = temporaryFolder(),
): Promise<string> {
  const folder = join(temporaryFolder(), 'omi-plugin-test')
  mkdirSync(join(folder, 'commands'), {recursive: true})
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content))
  const version = '1.0.0'
  write('package.json', {name: 'omi-plugin-test', oclif: {commands: './commands'}, version})
  const entries = Object.entries(commands).map(([id, {manifest}]) => {
    const relativePath = ['commands', `${id}.js`]
    return [id, {aliases: [], args: {}, flags: {}, id, pluginName: 'omi-plugin-test', relativePath, ...manifest}]
  })
  for (const [id, {code}] of Object.entries(commands)) writeFileSync(join(folder, 'commands', `${id}.js`), code)
  // Last, as in a build: a manifest that is older than the commands is not believed.
  write('oclif.manifest.json', {commands: Object.fromEntries(entries) as object, version})
  expect(await omi(['plugins', 'link', '--no-install', folder], {home})).toMatchObject({code: 0})
  return home
}
