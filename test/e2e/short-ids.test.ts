import {chmodSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {type Answer, pointedAt, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const LONG = '3e7f2ba2-11d9-446e-b319-aa4130bfcc52'
const TWIN = '3e7f2ba2-11d9-446e-b319-aa4130bfcc53'
const OTHER = '90891576-2f6c-4b15-b1a3-5e4182ac1b04'

const memory = (id: string, content = `Content of ${id.slice(-2)}`) => ({
  id,
  content,
  category: 'habits',
  created_at: '2026-11-23T17:55:00Z',
  tags: [],
  visibility: 'private',
})

/** A home where a table has shown these memories, and a server that gives the answers behind it. */
async function homeWith(ids: string[], ...answers: Answer[]) {
  const home = temporaryFolder()
  const server = await serverAnswering({body: ids.map((id) => memory(id))}, ...answers)
  const env = {...pointedAt(server.apiBase), NO_COLOR: '1'}
  const {code, screen} = await omiAtTerminal(['memory', 'list', '--limit', String(ids.length)], {env, home})
  expect(code).toBe(0)
  return {env, file: join(home, '.omi/cache/ids'), home, screen, server}
}

const pathsOf = ({requests}: {requests: ReadonlyArray<{method?: string; url?: string}>}) =>
  requests.slice(1).map(({method, url}) => `${method} ${url}`)

describe('short ids', () => {
  describe('a short id', () => {
    it('will do for the id that a list is filtered by', async () => {
      const home = temporaryFolder()
      const folder = {id: LONG, name: 'Work', created_at: '2026-11-23T17:55:00Z'}
      const server = await serverAnswering({body: [folder]}, {body: []})
      const env = pointedAt(server.apiBase)
      await omiOnTerminal(['folder', 'list'], {env, home})
      await omiOnTerminal(['conversation', 'list', '--folder-id', '3e7f2ba2'], {env, home})
      expect(pathsOf(server)[0]).toContain(`folder_id=${LONG}`)
    })

    it('is the shortest beginning of at least 8 characters that tells it from the others', async () => {
      const {screen} = await homeWith([LONG, OTHER])
      expect(screen).toMatch(/^3e7f2ba2 {2}/m)
      expect(screen).toMatch(/^90891576 {2}/m)
      const twins = await homeWith([LONG, TWIN, OTHER])
      expect(twins.screen).toContain(LONG)
      expect(twins.screen).toContain(TWIN)
      expect(twins.screen).toMatch(/^90891576 {2}/m)
    })

    it('will do for the id at a terminal, and what is changed is named whole', async () => {
      const {env, home, server} = await homeWith([LONG, OTHER], {body: memory(LONG)}, {body: {success: true}})
      const got = await omiAtTerminal(['memory', 'get', '3e7f2b'], {env, home})
      expect(got.screen).toContain(`id          ${LONG}\n`)
      const replies = [{to: LONG, type: 'y\n'}]
      const deleted = await omiAtTerminal(['memory', 'delete', '3e7f2ba2'], {env, home, replies})
      expect(deleted.screen).toContain(`${LONG}: Content of 52\n`)
      expect(deleted.code).toBe(0)
      expect(pathsOf(server)).toEqual([`GET /v1/dev/user/memories/${LONG}`, `DELETE /v1/dev/user/memories/${LONG}`])
    })

    it('that several begin with changes nothing and asks nothing', async () => {
      const {env, home, server} = await homeWith([LONG, TWIN])
      const {code, screen} = await omiAtTerminal(['memory', 'delete', '3e7f2ba2'], {env, home})
      expect(screen).toBe(`✗ Ambiguous ID: 3e7f2ba2\n  ${LONG}  Content of 52\n  ${TWIN}  Content of 53\n`)
      expect(code).toBe(1)
      expect(pathsOf(server)).toEqual([])
    })

    it.each([
      ['of five characters', ['memory', 'get', '3e7f2'], '3e7f2'],
      ['of another noun', ['conversation', 'get', '3e7f2ba2'], '3e7f2ba2'],
      ['with --yes', ['memory', 'delete', '3e7f2ba2', '--yes'], '3e7f2ba2'],
      ['in JSON mode', ['--json', 'memory', 'get', '3e7f2ba2'], '3e7f2ba2'],
      ['of something nobody was shown', ['memory', 'get', 'ffffffff'], 'ffffffff'],
    ])('is sent as it is typed: %s', async (_, words, sent) => {
      const missing = {body: {detail: 'Memory not found'}, status: 404}
      const {env, home, server} = await homeWith([LONG, OTHER], missing)
      expect((await omiAtTerminal(words, {env, home})).code).toBe(5)
      expect(pathsOf(server)[0]).toMatch(new RegExp(`/${sent}$`))
    })

    it('is sent as it is typed without a terminal', async () => {
      const {env, home, server} = await homeWith([LONG], {body: {detail: 'Memory not found'}, status: 404})
      expect((await omi(['memory', 'get', '3e7f2ba2'], {env, home})).code).toBe(5)
      expect(pathsOf(server)[0]).toBe('GET /v1/dev/user/memories/3e7f2ba2')
    })
  })

  describe('the ids that were shown', () => {
    it('are kept for their owner alone, by account, with 60 characters of their text', async () => {
      const {env, file, home} = await homeWith([LONG, OTHER])
      expect(statSync(file).mode & 0o777).toBe(0o600)
      const other = {...env, OMI_API_KEY: 'omi_dev_fedcba9876543210'}
      const {apiBase} = await serverAnswering({body: [memory(TWIN, 'x'.repeat(500))]})
      await omiAtTerminal(['memory', 'list'], {env: {...other, OMI_API_BASE: apiBase}, home})
      const kept = readFileSync(file, 'utf8')
      expect(kept).toContain(`["${TWIN}","${'x'.repeat(60)}"]`)
      expect(Object.keys((JSON.parse(kept) as {accounts: object}).accounts)).toHaveLength(2)
      expect(kept).not.toContain('omi_dev_')
    })

    it('are not kept of a list on a pipe or in JSON', async () => {
      const home = temporaryFolder()
      const body = [memory(LONG)]
      const env = pointedAt((await serverAnswering({body}, {body})).apiBase)
      await omi(['memory', 'list'], {env, home})
      await omiAtTerminal(['--json', 'memory', 'list'], {env, home})
      expect(() => statSync(join(home, '.omi/cache/ids'))).toThrow('ENOENT')
    })

    it('go when the account is signed out', async () => {
      const {env, file, home} = await homeWith([LONG])
      expect((await omi(['auth', 'logout'], {env, home})).code).toBe(0)
      expect(readFileSync(file, 'utf8')).not.toContain(LONG)
    })

    it.each([
      ['damaged', '{"version":1,"accounts":{"x":[', true],
      ['of something else', '[1,2]', true],
      ['of a later version', '{"version":2,"accounts":{}}', false],
    ])('are read as none from a file that is %s', async (_, content, written) => {
      const home = temporaryFolder()
      const file = join(home, '.omi/cache/ids')
      mkdirSync(join(home, '.omi/cache'), {recursive: true})
      writeFileSync(file, content)
      const env = pointedAt((await serverAnswering({body: [memory(LONG)]})).apiBase)
      const {code, screen} = await omiAtTerminal(['memory', 'list'], {env, home})
      expect(code).toBe(0)
      expect(screen).toMatch(written ? /^3e7f2ba2 {2}/m : new RegExp(`^${LONG} {2}`, 'm'))
      expect(readFileSync(file, 'utf8') !== content).toBe(written)
    })

    it('are shown whole where they cannot be written', async () => {
      const home = temporaryFolder()
      mkdirSync(join(home, '.omi'))
      writeFileSync(join(home, '.omi/cache'), 'a file')
      chmodSync(join(home, '.omi/cache'), 0o400)
      const env = pointedAt((await serverAnswering({body: [memory(LONG)]})).apiBase)
      const {code, screen} = await omiAtTerminal(['memory', 'list', '--limit', '1'], {env, home})
      expect(code).toBe(0)
      expect(screen).toMatch(new RegExp(`^${LONG} {2}`, 'm'))
    })
  })
})
