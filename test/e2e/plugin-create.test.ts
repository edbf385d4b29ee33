import {once} from 'node:events'
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {runTool} from '../support/examples.js'
import {omi, startOmi, temporaryFolder} from '../support/omi.js'
import {NOBODY, serverForTest} from '../support/server.js'
import {omi as within} from '../support/within.js'

it('plugins create makes a plugin that works at once, without a network, and passes its own tests', async () => {
  const home = temporaryFolder()
  const folder = join(temporaryFolder(), 'deep', 'hello')
  const created = await omi(['--json', 'plugins', 'create', '@me/hello', folder, '--javascript'], {
    env: {OMI_NPM_REGISTRY: NOBODY},
    home,
  })
  expect(created).toMatchObject({code: 0, stderr: ''})
  expect(JSON.parse(created.stdout)).toEqual({
    command: 'hello',
    language: 'javascript',
    linked: true,
    name: '@me/omi-plugin-hello',
    path: folder,
  })
  expect(await omi(['hello', 'you', '--loud'], {home})).toEqual({code: 0, stderr: '', stdout: 'HELLO, YOU!\n'})
  const {engines, keywords, peerDependencies} = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Record<string, object>
  expect({engines, keywords, peerDependencies}).toEqual({
    engines: {node: '>=20.19'},
    keywords: ['omi-plugin'],
    peerDependencies: {'@omi-dev/cli': expect.stringMatching(/^>=\d+\.\d+\.\d+ <\d+$/)},
  })
  expect(existsSync(join(folder, '.github/workflows/test.yml'))).toBe(true)
  await runTool(folder, '--test')
  expect(await omi(['plugins', 'create', '@me/hello', join(folder, 'again')], {home})).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is a plugin @me/omi-plugin-hello already'),
  })
}, 60_000)

it('plugins create refuses what cannot work, and leaves nothing', async () => {
  const place = temporaryFolder()
  mkdirSync(join(place, 'full'))
  for (const name of ['file', 'full/file']) writeFileSync(join(place, name), '')
  const refused: Array<[name: string, path: string, stderr: string]> = [
    ['Hello', 'new', 'NAME Hello\n  Expected small letters, digits and hyphens'],
    ['../hello', 'new', 'NAME ../hello\n  Expected'],
    ['index', 'new', 'NAME index\n  Expected'],
    ['a'.repeat(210), 'new', "A package's name has at most 214 characters."],
    ['ask', 'new', "'ask' would not be used: omi's own comes first. Choose another name."],
    ['memory', 'new', "'memory' would not be used: it is the name of a topic of omi's. Choose another name."],
    ['hello', 'full', 'The folder is not empty.'],
    ['hello', 'file', 'There is a file of this name.'],
    ['hello', 'file/new', '✗ Plugin was not created\n'],
  ]
  const runs = refused.map(
    async ([name, path]) => (await within(['plugins', 'create', name, join(place, path)])).stderr,
  )
  expect(await Promise.all(runs)).toEqual(refused.map((row) => expect.stringContaining(row[2]) as string))
  expect(readdirSync(place, {recursive: true}).sort()).toEqual(['file', 'full', 'full/file'])
}, 60_000)

it('plugins create leaves the files, and says what is left to do, where the registry cannot be reached', async () => {
  const folder = join(temporaryFolder(), 'my plugin')
  const {code, stderr} = await omi(['plugins', 'create', 'hello', folder], {env: {OMI_NPM_REGISTRY: NOBODY}})
  expect(code).toBe(3)
  expect(stderr).toContain('Could not reach the package registry (ECONNREFUSED).')
  expect(stderr).toContain(`cd '${folder}' && npm install && omi plugins link . && npm run build\n`)
  expect(existsSync(join(folder, 'src/commands/hello.ts'))).toBe(true)
}, 60_000)

it('Ctrl-C during plugins create leaves what there was before', async () => {
  const home = temporaryFolder()
  const folder = temporaryFolder()
  const asked = new AbortController()
  const env = {OMI_NPM_REGISTRY: await serverForTest(() => asked.abort())}
  const child = startOmi(['plugins', 'create', 'hello', folder], {env, home})
  const ended = once(child, 'close')
  if (!asked.signal.aborted) await once(asked.signal, 'abort')
  child.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  expect(readdirSync(folder)).toEqual([])
  expect(JSON.parse((await omi(['--json', 'plugins'], {home})).stdout)).toEqual([])
}, 60_000)
