import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {type ServerResponse} from 'node:http'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'
import {command, homeWithGreet, pluginFolder} from '../support/plugins.js'
import {packed, registryWith} from '../support/registry.js'
import {serverForTest} from '../support/server.js'

type Answer = (response: ServerResponse) => unknown

const html: Answer = (response) => response.end('<!doctype html>')

const COMMAND = {'commands/greet.js': command('greet 2.0.0')}

/** A home folder with the plugin greet 1.0.0, and a registry that has it. */
async function placeWithGreet() {
  const home = await homeWithGreet()
  const url = await registryWith(pluginFolder('greet', {files: {'commands/greet.js': command('greet 1.0.0')}}))
  const kept = () => [readdirSync(join(home, '.omi')), readdirSync(join(home, '.omi/data/plugins'))]
  const before = kept()
  expect(before[1]).toHaveLength(1)
  return {before, home, kept, url}
}

/** A tarball with these files, as `options` of tar change them, and one symbolic link. */
async function tarball(files: Record<string, string>, options: string[] = [], link?: {path: string; target: string}) {
  const folder = temporaryFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'package', path)), {recursive: true})
    writeFileSync(join(folder, 'package', path), text)
  }

  if (link) symlinkSync(link.target, join(folder, 'package', link.path))
  const path = join(temporaryFolder(), 'hostile.tgz')
  await promisify(execFile)('tar', ['-czPf', path, ...options, '-C', folder, 'package'])
  return path
}

const description = (more: object = {}) => ({
  'package.json': JSON.stringify({name: 'greet', version: '2.0.0', oclif: {commands: './commands'}, ...more}),
})

it('a packed plugin that is none, or does not work, is told and takes nothing away', async () => {
  const {before, home, kept, url} = await placeWithGreet()
  const refused: Array<[Record<string, string>, string]> = [
    [COMMAND, 'there is no package.json in it that can be read.'],
    [{'package.json': '{"name": '}, 'there is no package.json in it that can be read.'],
    [{'package.json': '[]'}, 'npm cannot make sense of it'],
    [{...description({oclif: []}), ...COMMAND}, 'The "oclif" section of its package.json is no object'],
    [{...description({name: '@omi-dev/cli'}), ...COMMAND}, 'That is the name of @omi-dev/cli itself.'],
    [
      {...description({dependencies: {nosuch: '1'}}), ...COMMAND},
      'It needs nosuch, which the package registry does not',
    ],
    [{...description({peerDependencies: {'@omi-dev/cli': '*'}}), ...COMMAND}, 'as an optional one'],
    [{...description({oclif: {hooks: {init: './gone'}}}), ...COMMAND}, 'It has a hook init whose file is not there'],
    [description(), 'It has neither commands nor hooks.'],
  ]
  for (const [files, reason] of refused) {
    const run = await omi(['plugins', 'install', await tarball(files)], {env: {OMI_NPM_REGISTRY: url}, home})
    expect(run).toMatchObject({code: 1, stderr: expect.stringContaining(reason), stdout: ''})
    expect(kept()).toEqual(before)
  }

  expect(await omi(['greet'], {home})).toEqual({code: 0, stderr: '', stdout: 'greet 1.0.0\n'})
}, 120_000)

it('a packed plugin gets nothing out of its folder, and nothing in', async () => {
  const {home, url} = await placeWithGreet()
  const outside = temporaryFolder()
  const files = {...description(), ...COMMAND, escaped: 'x'}
  const up = `s,^package/escaped,package/${'../'.repeat(20)}${outside}/escaped,`
  const link = {path: 'commands/evil.js', target: '/etc/passwd'}
  const path = await tarball(files, ['--transform', up], link)
  expect(await omi(['plugins', 'install', path], {env: {OMI_NPM_REGISTRY: url}, home})).toMatchObject({code: 0})
  expect(readdirSync(outside)).toEqual([])
  const {root} = (JSON.parse((await omi(['--json', 'plugins'], {home})).stdout) as Array<{root: string}>)[0] ?? {
    root: '',
  }
  expect([existsSync(join(root, 'commands/greet.js')), existsSync(join(root, 'commands/evil.js'))]).toEqual([
    true,
    false,
  ])
}, 60_000)

it('a registry that answers nonsense, or never, is told and takes nothing away', async () => {
  const {before, home, kept} = await placeWithGreet()
  const bytes = readFileSync(await packed(pluginFolder('greet', {files: COMMAND}), temporaryFolder()))
  const other = `sha512-${createHash('sha512').update('other').digest('base64')}`
  const listing = (base: string, dist: object): Answer => {
    const greet = {dist: {tarball: `${base}/greet.tgz`, ...dist}, name: 'greet', version: '2.0.0'}
    const document = {'dist-tags': {latest: '2.0.0'}, name: 'greet', versions: {'2.0.0': greet}}
    return (response) => response.end(JSON.stringify(document))
  }

  const answers: Array<[{dist?: object; listed?: Answer; packed?: Answer}, number, string]> = [
    [{listed: html}, 3, 'The package registry answers something else than packages.'],
    [{listed: (response) => response.writeHead(429).end()}, 3, 'The package registry is asked too often (429)'],
    [{listed: (response) => response.writeHead(401).end()}, 1, 'The package registry asks for a login'],
    [{listed() {}}, 3, 'Could not reach the package registry'],
    [{packed: html}, 1, 'It is no packed plugin (.tgz)'],
    [{packed: (response) => response.end(bytes.subarray(0, bytes.length / 2))}, 1, 'It was cut off'],
    [{dist: {integrity: other}, packed: (response) => response.end(bytes)}, 1, 'is not what it had announced'],
  ]
  for (const [{dist = {}, listed, packed: sent}, code, reason] of answers) {
    const base: string = await serverForTest(({url}, response) => {
      if (url?.endsWith('.tgz')) sent?.(response)
      else (listed ?? listing(base, dist))(response)
    })
    const env = {npm_config_fetch_retries: '0', npm_config_fetch_timeout: '1000', OMI_NPM_REGISTRY: base}
    const run = await omi(['plugins', 'install', 'greet@2'], {env, home})
    expect(run).toMatchObject({code, stderr: expect.stringContaining(reason), stdout: ''})
    expect(kept()).toEqual(before)
  }

  expect(await omi(['greet'], {home})).toEqual({code: 0, stderr: '', stdout: 'greet 1.0.0\n'})
}, 120_000)
