import {existsSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {afterUrl, omiAt, signIn, signInByProcess, visit} from '../support/browser.js'
import {temporaryFolder} from '../support/omi.js'
import {configText, homeWithConfig, homeWithKey, storedProfile} from '../support/session-home.js'
import {SignInServer, type Step} from '../support/sign-in-server.js'

describe('the key behind the session', () => {
  it('takes the place of the one before, and of no other', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    await signIn(server, undefined, {args: ['-p', 'work', 'auth', 'login', '--browser'], home})
    // Somebody else's machine with the same name.
    await signIn(server)
    const [first, work, other] = server.keys
    const again = await signIn(server, undefined, {home, args: ['-p', 'default', 'auth', 'login', '--browser']})
    expect(again).toMatchObject({code: 0})
    expect(server.keys.map(({id}) => id)).toEqual([work?.id, other?.id, storedProfile(home).api_key_id])
    expect(storedProfile(home).api_key_id).not.toBe(first?.id)
    expect(storedProfile(home, 'work').api_key_id).toBe(work?.id)
  })

  it('that a killed run asked for is revoked by the next sign-in, and no other', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    // Somebody else's machine with the same name, before and after.
    await signIn(server)
    await killWhileMinting(server, home, 'hang')
    await signIn(server)
    const [before, orphan, after] = server.keys
    expect(await signIn(server, undefined, {home})).toMatchObject({code: 0})
    expect(server.keys.map(({id}) => id)).toEqual([before?.id, after?.id, storedProfile(home).api_key_id])
    expect(server.keys).not.toContain(orphan)
    expect(readdirSync(join(home, '.omi'))).toEqual(['config.toml'])
  })

  it('that a killed run did not get is not looked for twice', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server)
    await killWhileMinting(server, home, 'stall')
    expect(await signIn(server, undefined, {home})).toMatchObject({code: 0})
    expect(server.keys).toHaveLength(2)
    expect(server.count('revoke')).toBe(0)
    expect(readdirSync(join(home, '.omi'))).toEqual(['config.toml'])
  })

  it('stays when it cannot be revoked, which is told', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    const {api_key_id: before} = storedProfile(home)
    server.fail('revoke', {status: 500})
    const run = await signIn(server, undefined, {home})
    expect(run).toMatchObject({code: 0})
    expect(run.stderr).toContain(`! The developer key that an earlier sign-in made (${before}) could not be revoked.`)
    const json = await signIn(server, undefined, {args: ['--json', 'auth', 'login', '--browser'], home})
    expect(JSON.parse(json.stdout)).toMatchObject({key_to_revoke: server.keys[1]?.id})
    expect(storedProfile(home).api_key).toBe(server.keys[2]?.secret)
    expect(server.count('revoke')).toBe(2)
  })

  it('of another user is revoked by that user', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    const {id_token: adas} = storedProfile(home)
    server.user = 'grace'
    expect(await signIn(server, undefined, {home})).toMatchObject({code: 0})
    expect(server.keys).toHaveLength(1)
    expect(server.authorizations('revoke')).toEqual([adas])
  })

  it.each([403, 404])('is done without where the server makes none (%i)', async (status) => {
    const server = await SignInServer.start()
    server.takesIdTokens = true
    server.fail('mint', {body: {detail: 'no'}, status})
    const {home} = homeWithKey(server)
    const run = await signIn(server, undefined, {args: ['--json', 'auth', 'login', '--browser'], home})
    expect(JSON.parse(run.stdout)).toMatchObject({auth_method: 'oauth'})
    expect(storedProfile(home)).toEqual({
      api_base: server.apiBase,
      auth_method: 'oauth',
      id_token: expect.any(String),
      refresh_token: expect.any(String),
      id_token_expires_at: expect.any(Number),
      firebase_auth_emulator_host: new URL(server.apiBase).host,
    })
    expect(await omiAt(server, ['--json', 'memory', 'list'], {home})).toEqual({code: 0, stderr: '', stdout: '[]\n'})
  })

  it.each<{left: number; trouble: 'drop' | {body?: unknown; status: number}; what: string}>([
    {what: 'is lost', trouble: 'drop', left: 1},
    {what: 'is a failure', trouble: {status: 500}, left: 1},
    {what: 'is not JSON', trouble: {body: '<html>', status: 200}, left: 1},
    {what: 'has no key', trouble: {body: {id: 'k1', name: 'x'}, status: 200}, left: 1},
  ])('is made once more when the answer $what', async ({left, trouble}) => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    const {api_key_id: before} = storedProfile(home)
    // Of another machine that has the same name.
    await signIn(server)
    for (const key of server.keys) key.created_at = '2026-01-02T03:04:05Z'
    server.failOnce('mint', trouble)
    expect(await signIn(server, undefined, {home})).toMatchObject({code: 0})
    expect(server.keys).toHaveLength(1 + left)
    expect(storedProfile(home).api_key).toBe(server.keys.at(-1)?.secret)
    expect(server.keys.map(({id}) => id)).not.toContain(before)
  })

  it('is not made once more after a time-out, unless what the server made was found', async () => {
    const server = await SignInServer.start()
    const {before, home} = homeWithKey(server)
    server.failOnce('mint', 'stall')
    const args = ['--json', 'auth', 'login', '--browser']
    const run = await signIn(server, undefined, {args, env: {OMI_TIMEOUT: '1'}, home})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(JSON.parse(run.stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({outcome: 'unknown'})
    expect(server.count('mint')).toBe(1)
    expect(server.count('list keys')).toBeGreaterThan(2)
    expect(configText(home)).toBe(before)

    server.failOnce('mint', 'hang')
    expect(await signIn(server, undefined, {env: {OMI_TIMEOUT: '1'}, home})).toMatchObject({code: 0})
    expect(server.keys.map(({id}) => id)).toEqual([storedProfile(home).api_key_id])
  })

  it('that was lost twice leaves the old one in use', async () => {
    const server = await SignInServer.start()
    const {before, home} = homeWithKey(server)
    server.fail('mint', 'drop')
    const run = await signIn(server, undefined, {home})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(server.count('mint')).toBe(2)
    expect(configText(home)).toBe(before)
  })

  it('is revoked again when it cannot be written', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    const run = await signIn(
      server,
      async (url) => {
        // Where the config file would have to be made.
        writeFileSync(join(home, '.omi'), '')
        return visit(url)
      },
      {home},
    )
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(afterUrl(run.stderr)).toMatch(/^✗ Cannot write configuration\n/)
    expect(server.keys).toEqual([])
  })

  it('goes with the session at logout', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    const run = await omiAt(server, ['--json', 'auth', 'logout'], {home})
    expect(run).toEqual({code: 0, stderr: '', stdout: '{"profile":"default","logged_out":true}\n'})
    expect(server.keys).toEqual([])
    expect(storedProfile(home)).toEqual({api_base: server.apiBase})
  })

  it('is revoked at logout with a session that was due', async () => {
    const server = await SignInServer.start()
    server.lifetime = 1
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    server.revokeIdTokens()
    const config = configText(home).replace(/id_token_expires_at = .*/, 'id_token_expires_at = 1.0')
    const later = homeWithConfig(config)
    expect(await omiAt(server, ['auth', 'logout'], {home: later})).toMatchObject({code: 0})
    expect(server.count('refresh')).toBe(1)
    expect(server.keys).toEqual([])
    expect(storedProfile(later)).toEqual({api_base: server.apiBase})
  })

  it.each<{trouble: 'hang' | {status: number}; what: string}>([
    {what: 'fails', trouble: {status: 500}},
    {what: 'does not answer', trouble: 'hang'},
  ])('is named at logout when the server $what', async ({trouble}) => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    server.fail('revoke', trouble)
    const {api_key_id: id} = storedProfile(home)
    const run = await omiAt(server, ['auth', 'logout'], {env: {OMI_MAX_ATTEMPTS: '4'}, home})
    expect(run).toEqual({
      code: 0,
      stderr:
        `! The developer key that an earlier sign-in made (${id}) could not be revoked. ` +
        "Revoke it in the Omi web app under Developer → API Keys.\n✓ Signed out of profile 'default'.\n",
      stdout: '',
    })
    expect(server.count('revoke')).toBe(1)
    expect(storedProfile(home)).toEqual({api_base: server.apiBase})
  })

  it('is named when a key of the user’s own takes its place', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    const {api_key_id: id} = storedProfile(home)
    const run = await omiAt(server, ['auth', 'login', '--api-key'], {home, input: server.addKey()})
    expect(run).toMatchObject({code: 0})
    expect(run.stderr).toContain(`! The developer key that an earlier sign-in made (${id}) stays valid.`)
    expect(Object.keys(storedProfile(home))).toEqual(['api_base', 'auth_method', 'api_key'])
  })

  describe('a sign-in that is killed', () => {
    it.each<Step>(['exchange', 'firebase sign-in', 'mint'])('at %s leaves the config as it was', async (step) => {
      const server = await SignInServer.start()
      const home = temporaryFolder()
      await signIn(server, undefined, {home})
      const before = configText(home)
      server.fail(step, 'hang')
      const run = await signInByProcess(server, killAt(server, step), {home})
      expect(run.code).toBe(137)
      expect(configText(home)).toBe(before)
      expect(await omiAt(server, ['--json', 'memory', 'list'], {home})).toMatchObject({code: 0})
      expect(existsSync(join(home, '.omi/config.toml.lock'))).toBe(false)
    })

    it('while the old key is revoked leaves the new one', async () => {
      const server = await SignInServer.start()
      const home = temporaryFolder()
      await signIn(server, undefined, {home})
      server.fail('revoke', 'hang')
      const run = await signInByProcess(server, killAt(server, 'revoke'), {home})
      expect(run.code).toBe(137)
      expect(storedProfile(home).api_key).toBe(server.keys[0]?.secret)
      expect(await omiAt(server, ['--json', 'memory', 'list'], {home})).toMatchObject({code: 0})
    })
  })
})

function killAt(server: SignInServer, step: Step) {
  return async (url: string, kill: (signal: NodeJS.Signals) => void) => {
    const reached = server.reached(step)
    await visit(url)
    await reached
    kill('SIGKILL')
  }
}

/** A sign-in that is killed once it has asked for a key; `hang` lets the server make it. */
async function killWhileMinting(server: SignInServer, home: string, trouble: 'hang' | 'stall'): Promise<void> {
  server.failOnce('mint', trouble)
  const reached = server.reached('mint')
  const run = await signInByProcess(
    server,
    async (url, kill) => {
      await visit(url)
      await reached
      kill('SIGKILL')
    },
    {home},
  )
  expect(run).toMatchObject({code: 137})
}
