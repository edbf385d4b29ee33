import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {type DevApiKeyCreated, scopeValues} from '../../src/lib/contract/schema.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, type Sandbox, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

/** The environment of somebody who signed in with a browser. */
function signedIn(apiBase: string, idToken: string): Record<string, string> {
  const file = join(temporaryFolder(), 'config.toml')
  const profile = [
    `api_base = "${apiBase}"`,
    'auth_method = "oauth"',
    `id_token = "${idToken}"`,
    'refresh_token = "refresh-me"',
  ]
  writeFileSync(file, ['[profiles.default]', ...profile, ''].join('\n'), {mode: 0o600})
  return {OMI_API_BASE: apiBase, OMI_CONFIG: file}
}

const sessionIn = (sandbox: Sandbox) => signedIn(sandbox.apiBase, sandbox.idToken)

it.each([
  ['list', []],
  ['create', ['ci']],
  ['revoke', ['abc', '--yes']],
])('key %s needs a browser sign-in and makes no request without one', async (verb, args) => {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  expect(await omi(['key', verb, ...args], {env})).toEqual({
    code: 2,
    stderr: '✗ Browser sign-in required\n  Run omi auth login --browser.\n',
    stdout: '',
  })
  expect(sandbox.requests).toEqual([])
})

it.each([
  ['GET', '/v1/dev/keys'],
  ['POST', '/v1/dev/keys', '--field', 'name=ci'],
  ['DELETE', '/v1/dev/keys/abc'],
])('api %s %s needs a browser sign-in, and uses one', async (...args) => {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const command = ['api', ...args.filter(Boolean)]
  expect(await omi(command, {env})).toEqual({
    code: 2,
    stderr: '✗ Browser sign-in required\n  Run omi auth login --browser.\n',
    stdout: '',
  })
  const session = {...sessionIn(sandbox), OMI_API_KEY: sandbox.apiKey}
  expect(await omi(command, {env: session})).toMatchObject({code: 0, stderr: ''})
})

it('creates, lists and revokes a key with the session, even where a developer key is set', async () => {
  const sandbox = await sandboxForTest()
  const env = {...sessionIn(sandbox), OMI_API_KEY: sandbox.apiKey}
  const created = await omi(
    ['--json', 'key', 'create', 'ci', '--scope', 'memories:read', '--scope', 'memories:write'],
    {env},
  )
  expect(created).toMatchObject({code: 0, stderr: ''})
  const {id, key, scopes} = JSON.parse(created.stdout) as DevApiKeyCreated
  expect(scopes).toEqual(['memories:read', 'memories:write'])
  expect(sandbox.requests.at(-1)?.body).toEqual({name: 'ci', scopes})

  const listed = await omi(['-v', 'key', 'list'], {env})
  expect(listed.stdout).toContain(`${id}\tci\t`)
  expect(listed.stdout + listed.stderr).not.toContain(key)

  const asNewKey = {...env, OMI_API_KEY: key}
  expect(await omi(['memory', 'list'], {env: asNewKey})).toMatchObject({code: 0})
  expect(await omi(['--json', 'key', 'revoke', id, '-y'], {env})).toEqual({code: 0, stderr: '', stdout: 'null\n'})
  expect(await omi(['memory', 'list'], {env: asNewKey})).toMatchObject({code: 2})
  expect(await omi(['key', 'revoke', id, '-y'], {env})).toEqual({code: 0, stderr: '✓ Key revoked.\n', stdout: ''})
})

it('revokes nothing that is only the beginning of an id, and says so', async () => {
  const sandbox = await sandboxForTest()
  const env = sessionIn(sandbox)
  const {id} = JSON.parse((await omi(['--json', 'key', 'create', 'ci'], {env})).stdout) as DevApiKeyCreated
  const typed = id.slice(0, 8)
  const stderr = `✗ Key not found: ${typed}\n`
  expect(await omi(['key', 'revoke', typed, '--yes'], {env})).toEqual({code: 5, stderr, stdout: ''})
  expect((await omi(['key', 'list'], {env})).stdout).toContain(id)
})

it('revokes a key whose id is also the beginning of another', async () => {
  const {apiBase, requests} = await serverAnswering({body: [{id: 'k1'}, {id: 'k10'}]}, {status: 204})
  const run = await omi(['key', 'revoke', 'k1', '--yes'], {env: signedIn(apiBase, 'eyJ0b2tlbiI6MX0.e30.x')})
  expect(run).toMatchObject({code: 0, stderr: '✓ Key revoked.\n'})
  expect(requests.map(({method, url}) => `${method} ${url}`).at(-1)).toMatch(/^DELETE .*\/k1$/)
})

it('shows the secret once, on stdout, and says so', async () => {
  const sandbox = await sandboxForTest()
  const env = sessionIn(sandbox)
  const {stderr, stdout} = await omi(['-v', 'key', 'create', 'my laptop'], {env})
  expect(sandbox.requests.at(-1)?.body).toEqual({name: 'my laptop'})
  const [id, name, key = '', scopes] = stdout.split('\t')
  expect({id, name}).toEqual({id: expect.stringMatching(/^[\da-f-]{36}$/), name: 'my laptop'})
  expect(scopes).toBe(scopeValues.filter((scope) => scope.endsWith(':read')).join(','))
  expect(key).toMatch(/^omi_dev_\w{16,}$/)
  expect(stdout.split(key)).toHaveLength(2)
  expect(stderr).not.toContain(key)
  expect(stderr).toContain('! The key is shown only this once.')
  const {screen} = await omiAtTerminal(['--no-color', 'key', 'create', 'two'], {env})
  expect(screen).toMatch(/^key +omi_dev_\w+$/m)
})

it.each([
  [
    ['create', 'ci', '--scope', 'memories:raed'],
    '✗ Invalid value: --scope memories:raed\n  Did you mean memories:read?',
  ],
  [['create', ' '], '✗ Invalid value: NAME\n  It is empty.\n'],
  [['create'], '✗ Missing argument: NAME\n'],
  [['revoke', 'abc'], '✗ Confirmation needed\n  Revoke key abc?'],
  [['revoke', '..', '-y'], '✗ Invalid ID\n'],
])('refuses key %j without a request', async (args, problem) => {
  const sandbox = await sandboxForTest()
  const {code, stderr, stdout} = await omi(['key', ...args], {env: sessionIn(sandbox)})
  expect({code, stdout}).toEqual({code: 1, stdout: ''})
  expect(stderr).toContain(problem)
  expect(sandbox.requests).toEqual([])
})

it('says that a key may exist when the answer with its secret was lost, and asks only once', async () => {
  const sandbox = await sandboxForTest({faults: ['POST /v1/dev/keys drop-after']})
  const {code, stderr} = await omi(['--json', 'key', 'create', 'ci'], {env: sessionIn(sandbox)})
  expect(code).toBe(3)
  const {detail, outcome} = JSON.parse(stderr) as {detail: string; outcome: string}
  expect(outcome).toBe('unknown')
  expect(detail).toMatch(/\nIt may have been created: check with omi key list before you repeat it\.$/)
  expect(sandbox.requests).toHaveLength(1)
})

it('lists old keys without scopes', async () => {
  const old = {id: 'k1', name: 'old', key_prefix: 'omi_dev_ab...cd', created_at: '2025-01-01T00:00:00Z', scopes: null}
  const {apiBase} = await serverAnswering({body: [old]})
  const env = signedIn(apiBase, 'eyJ0b2tlbiI6MX0.e30.x')
  expect((await omi(['key', 'list'], {env})).stdout).toBe('k1\told\tomi_dev_ab...cd\t\t2025-01-01T00:00:00Z\t\n')
  expect((await omiAtTerminal(['key', 'list'], {env})).screen).toMatch(/^k1 +read-only +old\n/m)
})
