import {execFile} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'

import {environmentOf, OMI, omiOnTerminal, type RunOptions, temporaryFolder} from '../support/omi.js'
import {homeWithProfiles, WORK_KEY} from '../support/profiles.js'
import {type Answer, KEY, NOBODY, pointedAt, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

const OLD_KEY = 'omi_dev_old_0123456789abcdef'

const configOf = (home: string) => join(home, '.omi', 'config.toml')

/** Runs it and makes sure that it does not tell the key. */
async function omiInSecret(args: string[], options: RunOptions) {
  const run = await omi(args, options)
  expect(run.stdout + run.stderr).not.toContain(KEY)
  return run
}

async function signedIn(home: string): Promise<unknown> {
  const {stdout} = await omi(['--json', 'auth', 'status'], {home})
  return JSON.parse(stdout)
}

describe('auth login', () => {
  it.each([
    {how: 'piped', args: [], input: KEY},
    {how: 'piped, with the flag', args: ['--api-key'], input: `${KEY}\n`},
    {how: 'piped, with a dash', args: ['--api-key', '-'], input: KEY},
    {how: 'piped by Windows', args: ['--api-key'], input: `\uFEFF${KEY}\r\n`},
    {how: 'in the flag', args: ['--api-key', KEY], input: ''},
    {how: 'in the flag, with =', args: [`--api-key=${KEY}`], input: ''},
    {how: 'in the flag, with blanks around', args: ['--api-key', `  ${KEY}\n`], input: ''},
  ])('takes a key $how', async ({args, input}) => {
    const home = temporaryFolder()
    const {apiBase, requests} = await serverAnswering({body: []})
    const run = await omiInSecret(['-v', 'auth', 'login', ...args], {env: {OMI_API_BASE: apiBase}, home, input})
    expect(run).toMatchObject({code: 0, stdout: ''})
    expect(run.stderr).toContain(`✓ Signed in to ${apiBase} as profile 'default'.\n`)
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({method: 'GET', url: '/v1/dev/user/memories?limit=1'})
    expect(requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
    expect(readFileSync(configOf(home), 'utf8')).toContain(`api_key = "${KEY}"\n`)
    expect((statSync(configOf(home)).mode & 0o777).toString(8)).toBe('600')
    expect(await signedIn(home)).toMatchObject({api_base: apiBase, authenticated: true, credential: 'omi_de…cdef'})
  })

  it('makes the first profile that signs in the active one and keeps the server it used', async () => {
    const home = temporaryFolder()
    const {apiBase} = await serverAnswering({body: []})
    const args = ['--json', '--profile', 'work', '--api-base', `${apiBase}/`, 'auth', 'login', '--api-key', KEY]
    const run = await omiInSecret(args, {home})
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toEqual({
      profile: 'work',
      active_profile: 'work',
      auth_method: 'api_key',
      api_base: apiBase,
    })
    expect(await omi(['memory', 'list'], {home})).toEqual({code: 0, stderr: '', stdout: ''})
    expect(await signedIn(home)).toMatchObject({api_base: apiBase, profile: 'work'})
  })

  it('with --profile leaves the active profile as it is, and says how to switch', async () => {
    const {apiBase} = await serverAnswering({body: []})
    const home = homeWithProfiles(apiBase)
    // A new profile has no server of its own, and OMI_API_KEY has no say in a run that names a profile.
    const env = pointedAt(apiBase, WORK_KEY)
    const run = await omi(['-p', 'new', 'auth', 'login'], {env, home, input: KEY})
    expect(run).toEqual({
      code: 0,
      stderr:
        `✓ Signed in to ${apiBase} as profile 'new'.\n` +
        "The active profile is still 'default'. Switch with: omi config profile use new\n",
      stdout: '',
    })
    const again = await omi(['--json', '-p', 'work', 'auth', 'login'], {home, input: KEY})
    expect(JSON.parse(again.stdout)).toMatchObject({active_profile: 'default', profile: 'work'})
    const chosen = await omi(['--json', 'auth', 'login'], {env: {OMI_PROFILE: 'work'}, home, input: KEY})
    expect(JSON.parse(chosen.stdout)).toMatchObject({active_profile: 'work', profile: 'work'})
  })

  it('reads no more than 64 kB in search of a key', async () => {
    const home = temporaryFolder()
    // `yes` never ends by itself.
    const script = 'yes | "$@" 2>&1; echo "exit $?"'
    const {stdout} = await promisify(execFile)('sh', ['-c', script, 'sh', process.execPath, OMI, 'auth', 'login'], {
      env: environmentOf({home}),
    })
    expect(stdout).toMatch(/^✗ That doesn't look like an Omi developer key\n {2}It is larger than 64 kB\..*\nexit 1\n$/)
    expect(readdirSync(home)).toEqual([])
  })

  it('forgets the tokens of whoever was signed in before', async () => {
    const home = temporaryFolder()
    const {apiBase} = await serverAnswering({body: []})
    mkdirSync(join(home, '.omi'))
    const tokens = 'id_token = "old"\nrefresh_token = "old"\nid_token_expires_at = 1714142400.0\n'
    writeFileSync(configOf(home), `[profiles.default]\nauth_method = "oauth"\n${tokens}`)
    await omiInSecret(['auth', 'login', '--api-key', KEY], {env: {OMI_API_BASE: apiBase}, home})
    expect(readFileSync(configOf(home), 'utf8')).not.toContain('old')
    expect(await signedIn(home)).toMatchObject({auth_method: 'api_key', id_token_expires_at: null, session: false})
  })

  describe('on a terminal', () => {
    it('asks how, and then for the key without showing it', async () => {
      const home = temporaryFolder()
      const {apiBase} = await serverAnswering({body: []})
      const replies = [
        {to: '2) API key', type: '2\r'},
        {to: 'hidden', type: `${KEY}\r`},
      ]
      const {code, screen} = await omiOnTerminal(['auth', 'login'], {env: {OMI_API_BASE: apiBase}, home, replies})
      expect(code).toBe(0)
      expect(screen).toContain('1) Browser\n')
      expect(screen).toContain(`Signed in to ${apiBase}`)
      expect(screen).not.toContain('omi_dev_')
      expect(await signedIn(home)).toMatchObject({authenticated: true})
    })

    it.each([['--api-key'], ['--api-key=-']])('asks for the key alone with %s', async (flag) => {
      const home = temporaryFolder()
      const {apiBase} = await serverAnswering({body: []})
      const replies = [{to: 'hidden', type: `${KEY}\u0014\r`}]
      const {code, screen} = await omiOnTerminal(['auth', 'login', flag], {env: {OMI_API_BASE: apiBase}, home, replies})
      expect(code).toBe(0)
      expect(screen).not.toContain('omi_dev_')
    })

    it.each([`${KEY}\u0003`, '\u0004'])('changes nothing when it is left with Ctrl-C or Ctrl-D', async (type) => {
      const home = temporaryFolder()
      const replies = [{to: 'hidden', type}]
      const {code, screen} = await omiOnTerminal(['auth', 'login', '--api-key'], {home, replies})
      expect(code).toBe(130)
      expect(screen).not.toContain('omi_dev_')
      expect(readdirSync(home)).toEqual([])
    })

    it('asks nothing in JSON mode', async () => {
      const {code, screen} = await omiOnTerminal(['--json', 'auth', 'login'])
      expect(code).toBe(1)
      expect(JSON.parse(screen)).toMatchObject({error: 'Missing argument: --api-key KEY', exit_code: 1})
    })
  })

  describe('with what is no key', () => {
    const GENERAL =
      "Expected a token starting with 'omi_dev_'. Generate one in the Omi web app under Developer → API Keys."
    it.each([
      {what: 'Bearer before it', text: `Bearer ${KEY}`, says: /Bearer/},
      {what: 'double quotes around it', text: `"${KEY}"`, says: /quotes/},
      {what: 'single quotes around it', text: `'${KEY}'`, says: /quotes/},
      {what: 'too few characters', text: 'omi_dev_0123456789abcde', says: /too short/},
      {what: 'a blank within', text: 'omi_dev_01234567 89abcdef', says: /white space/},
      {what: 'a letter that no key has', text: 'omi_dev_0123456789abcdéf', says: /characters/},
      {what: 'two lines', text: `${KEY}\n${KEY}`, says: /white space/},
      {what: 'another prefix', text: 'omi_mcp_0123456789abcdef', says: GENERAL},
      {what: 'nothing of Omi', text: 'sk-0123456789abcdef0123', says: GENERAL},
    ])('refuses it before any request: $what', async ({says, text}) => {
      const home = temporaryFolder()
      const {apiBase, requests} = await serverAnswering({body: []})
      const env = {OMI_API_BASE: apiBase}
      const runs = [
        await omi(['-v', 'auth', 'login'], {env, home, input: text}),
        await omi(['-v', 'auth', 'login', '--api-key', text], {env, home}),
        await omi(['-v', 'memory', 'list'], {env: {...env, OMI_API_KEY: text}, home}),
      ]
      for (const {code, stderr, stdout} of runs) {
        expect({code, stdout}).toEqual({code: 1, stdout: ''})
        const [title, detail, end, ...more] = stderr.split('\n')
        expect(title).toBe("✗ That doesn't look like an Omi developer key")
        expect(detail?.slice(2)).toMatch(says)
        expect([end, more]).toEqual(['', []])
        expect(stderr).not.toContain('0123')
      }

      expect(requests).toEqual([])
      expect(readdirSync(home)).toEqual([])
    })

    it.each([[[]], [['--api-key']], [['--api-key', '-']]])('takes an empty pipe for no key: %j', async (flags) => {
      const run = await omi(['auth', 'login', ...flags], {input: '\n'})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(run.stderr).toMatch(/^✗ No input on stdin\n/)
    })

    it.each([
      [['--api-key', KEY, '--browser']],
      [['--api-key', KEY, KEY]],
      [[KEY]],
      [['--api-key', KEY, '--json']],
      [['--provider', 'google', '--api-key', KEY]],
    ])('does not take it in a wrong place, and does not repeat it: %j', async (flags) => {
      const home = temporaryFolder()
      const {apiBase, requests} = await serverAnswering({body: []})
      const run = await omiInSecret(['auth', 'login', ...flags], {env: {OMI_API_BASE: apiBase}, home})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(requests).toEqual([])
      expect(readdirSync(home)).toEqual([])
    })
  })

  describe('with a key that the server does not take', () => {
    const REJECTED = {body: {detail: `Invalid API Key: ${KEY}`}, status: 401}

    it('leaves nothing behind on a fresh machine', async () => {
      const home = temporaryFolder()
      const {apiBase} = await serverAnswering(REJECTED)
      const run = await omiInSecret(['auth', 'login'], {env: {OMI_API_BASE: apiBase}, home, input: KEY})
      expect(run).toEqual({
        code: 2,
        stderr: '✗ Authentication failed\n  Token rejected. Run omi auth login to re-authenticate.\n',
        stdout: '',
      })
      expect(readdirSync(home)).toEqual([])
    })

    it('leaves what was there before, byte for byte', async () => {
      const home = temporaryFolder()
      const {apiBase} = await serverAnswering(REJECTED)
      mkdirSync(join(home, '.omi'))
      const before = `# mine\r\n[profiles]\r\n  default = {api_key="${OLD_KEY}" }   # here\r\n\r\n\r\n`
      writeFileSync(configOf(home), before)
      const args = ['--json', '-p', 'work', 'auth', 'login', '--api-key', KEY]
      expect(await omiInSecret(args, {env: {OMI_API_BASE: apiBase}, home})).toMatchObject({code: 2, stdout: ''})
      expect(readFileSync(configOf(home), 'utf8')).toBe(before)
      expect(await signedIn(home)).toMatchObject({authenticated: true, profile: 'default'})
    })
  })

  it('keeps a key that may not read memories, and says so', async () => {
    const home = temporaryFolder()
    const {apiBase} = await serverAnswering({body: {detail: 'Insufficient permissions'}, status: 403})
    const run = await omiInSecret(['auth', 'login'], {env: {OMI_API_BASE: apiBase}, home, input: KEY})
    expect(run).toMatchObject({code: 0, stdout: ''})
    expect(run.stderr).toMatch(/^! .*memories:read.*\n✓ Signed in/)
    expect(await signedIn(home)).toMatchObject({authenticated: true})
  })

  it.each<{answer: Answer; trouble: string}>([
    {trouble: 'Server error (500)', answer: {status: 500}},
    {trouble: 'Rate limited: dev:memories_read (120/hr)', answer: {headers: {'retry-after': '1'}, status: 429}},
    {trouble: 'Unexpected response', answer: {body: '<html>', headers: {'content-type': 'text/html'}}},
    {trouble: 'Unexpected response', answer: {headers: {location: '/elsewhere'}, status: 302}},
    {trouble: 'Unexpected response', answer: {status: 404}},
    {trouble: 'Not found', answer: {body: {detail: 'Not Found'}, status: 404}},
  ])('keeps a key that could not be tried, and says why: $trouble', async ({answer, trouble}) => {
    const home = temporaryFolder()
    const {apiBase, requests} = await serverAnswering(answer)
    const run = await omiInSecret(['auth', 'login'], {env: {OMI_API_BASE: apiBase}, home, input: KEY})
    expect(run).toMatchObject({code: 0, stdout: ''})
    expect(run.stderr).toContain(`! The key could not be checked: ${trouble}.`)
    expect(requests).toHaveLength(1)
    expect(await signedIn(home)).toMatchObject({authenticated: true})
  })

  it('keeps a key when no server can be reached', async () => {
    const home = temporaryFolder()
    const env = {OMI_API_BASE: NOBODY}
    const run = await omiInSecret(['auth', 'login'], {env, home, input: KEY})
    expect(run).toMatchObject({code: 0, stdout: ''})
    expect(run.stderr).toMatch(/^! The key could not be checked: Connection failed\..*\n✓ Signed in/)
    const scripted = await omiInSecret(['--json', 'auth', 'login'], {env, home, input: KEY})
    expect(scripted).toMatchObject({code: 0, stderr: ''})
  })

  it('does not make a profile with a name that cannot be one', async () => {
    const home = temporaryFolder()
    const {apiBase, requests} = await serverAnswering({body: []})
    const run = await omi(['-p', 'a b', 'auth', 'login', '--api-key', KEY], {env: {OMI_API_BASE: apiBase}, home})
    expect(run.code).toBe(1)
    expect(requests).toEqual([])
    expect(readdirSync(home)).toEqual([])
  })

  it('warns that OMI_API_KEY wins', async () => {
    const home = temporaryFolder()
    const {apiBase} = await serverAnswering({body: []})
    const env = {OMI_API_BASE: apiBase, OMI_API_KEY: OLD_KEY}
    const run = await omiInSecret(['auth', 'login'], {env, home, input: KEY})
    expect(run.code).toBe(0)
    expect(run.stderr).toMatch(/^! OMI_API_KEY is set and wins over the key stored now\./)
    expect(run.stderr).not.toContain('omi_dev_')
  })
})
