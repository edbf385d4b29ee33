import {readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {omi} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'

const manifest = (id: string) =>
  JSON.stringify({commands: {[id]: {aliases: [], args: {}, flags: {}, id}}, version: '1.0.0'})

it.each([
  ['without a manifest', {}],
  ['with a manifest of its own that is behind', {'oclif.manifest.json': manifest('old')}],
])('what changes in a linked plugin %s shows at once', async (_, more: Record<string, string>) => {
  const {folder, home} = await linked(
    pluginFolder('omi-plugin-dev', {files: {'commands/old.js': command('old'), ...more}}),
  )
  if (more['oclif.manifest.json']) utimesSync(join(folder, 'oclif.manifest.json'), 1, 1)
  expect(await omi(['autocomplete', 'bash'], {home})).toMatchObject({code: 0})
  writeFileSync(join(folder, 'commands/fresh.js'), command('fresh', 'Says.flags = {"so-fresh": Flags.boolean()}'))
  rmSync(join(folder, 'commands/old.js'))
  const {stdout} = await omi(['--help'], {home})
  expect(stdout).toMatch(/^ +fresh /m)
  expect(stdout).not.toMatch(/^ +old /m)
  expect((await omi(['fresh', '--help'], {home})).stdout).toContain('--so-fresh')
  expect(readFileSync(join(home, '.omi/cache/autocomplete/words.tsv'), 'utf8')).toContain('--so-fresh')
  expect(await omi(['fresh'], {home})).toEqual({code: 0, stderr: '', stdout: 'fresh\n'})
})

it('a command and a hook that cannot be loaded are told with file and line, the command once', async () => {
  const {folder, home} = await linked(pluginFolder('omi-plugin-dev', {files: {'commands/old.js': command('old')}}))
  writeFileSync(join(folder, 'commands/broken.mjs'), "import '../inner.mjs'\n")
  writeFileSync(join(folder, 'inner.mjs'), '\n\nconst a = ]\n')
  const place = `${join(folder, 'inner.mjs')}:3`
  const first = await omi(['config', 'path'], {home})
  expect(first).toMatchObject({code: 0, stderr: expect.stringContaining(`(broken: Unexpected token ']', ${place}).`)})
  expect(await omi(['config', 'path'], {home})).toEqual({...first, stderr: ''})
  expect(await omi(['broken'], {home})).toMatchObject({code: 1, stderr: expect.stringContaining(`Mend it in ${place}`)})

  rmSync(join(folder, 'commands/broken.mjs'))
  const path = join(folder, 'package.json')
  const hooks = {init: './hooks/gone.js', 'omi:reqest': './inner.mjs', prerun: './inner.mjs'}
  const description = JSON.parse(readFileSync(path, 'utf8')) as {oclif: object}
  writeFileSync(path, JSON.stringify({...description, oclif: {...description.oclif, hooks}}, undefined, 2))
  const line =
    readFileSync(path, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('gone.js')) + 1
  const gone = `${join(folder, 'hooks/gone.js')}, ${path}:${line}`
  const {stderr} = await omi(['plugins', 'link', folder], {home})
  for (const text of [
    `has a hook init whose file is not there (${gone}).`,
    'has a hook omi:reqest, which is no event of omi: they are omi:request and omi:response.',
    `has a hook prerun that cannot be loaded (Unexpected token ']', ${place}).`,
  ])
    expect(stderr).toContain(text)
  expect((await omi(['old'], {home})).stderr).toContain(`its hook init names a file that is not there (${gone}).`)
})
