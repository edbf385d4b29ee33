import {readdirSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {refusingTunnels} from '../support/proxies.js'
import {KEY, pointedAt, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

const PAGE = `<html>\n<h1>Blocked by ACME</h1>${'x'.repeat(1000)}</html>`
const html = (status: number) => ({body: PAGE, headers: {'content-type': 'text/html; charset=utf-8'}, status})

const list = ['memory', 'list']

/** The JSON error of a run against a server that answers so. */
async function failure(answer: {body?: unknown; status: number}, args = list) {
  const {apiBase, requests} = await serverAnswering(answer)
  const {code, stderr, stdout} = await omi(['--json', ...args], {env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'}})
  expect(stdout).toBe('')
  const error = JSON.parse(stderr) as Record<string, unknown>
  expect(error.exit_code).toBe(code)
  return {...error, host: new URL(apiBase).host, requests: requests.length}
}

describe('a refusal', () => {
  it.each([401, 403, 404])('that is a page of something in between is no %i of the API', async (status) => {
    const error = await failure(html(status), ['memory', 'delete', 'm1', '--yes'])
    expect(error).toMatchObject({error: 'Unexpected response', exit_code: 3, status, requests: 1})
    expect(error).toMatchObject({server_detail: expect.stringMatching(/^<html>\n<h1>Blocked by ACME<\/h1>x+…$/)})
    expect((error as {server_detail?: string}).server_detail).toHaveLength(500)
    const {apiBase} = await serverAnswering(html(status))
    const {stderr} = await omi(['memory', 'list'], {env: pointedAt(apiBase)})
    expect(stderr.split('\n')).toEqual([
      '✗ Unexpected response',
      `  ${new URL(apiBase).host} answered with ${status} and text/html, which is not what the Omi API answers here. ` +
        'Check the API base (omi config show).',
      expect.stringMatching(/^ {2}<html> <h1>Blocked by ACME<\/h1>x+…$/),
      '',
    ])
  })

  it.each([
    [401, ''],
    [403, 'Forbidden'],
    [404, '404 page not found'],
    [401, {message: 'Invalid token'}],
    [403, {error: 'blocked'}],
    [404, ['a']],
    [404, 'null'],
    [401, {detail: null}],
  ])('of %i that says %j is none of the API either', async (status, body) => {
    expect(await failure({body, status})).toMatchObject({error: 'Unexpected response', exit_code: 3, status})
  })

  it.each([
    [401, 2, 'Authentication failed'],
    [403, 2, 'Insufficient permissions'],
    [404, 5, 'Not found'],
  ])('of %i with a detail is the API’s', async (status, code, title) => {
    expect(await failure({body: {detail: 'No'}, status})).toMatchObject({error: title, exit_code: code})
  })

  it('takes no key away and calls none valid', async () => {
    for (const status of [401, 403, 404]) {
      const {apiBase} = await serverAnswering(html(status))
      const home = temporaryFolder()
      const env = {OMI_API_BASE: apiBase}
      const login = await omi(['auth', 'login', '--api-key', KEY], {env, home})
      expect(login.code).toBe(0)
      expect(login.stderr).toContain('The key could not be checked: Unexpected response. It was stored')
      expect(login.stderr).not.toContain('valid')
      expect((await omi(['--json', 'auth', 'status'], {env, home})).stdout).toContain('"authenticated":true')
      expect(await omi(['auth', 'whoami'], {env, home})).toMatchObject({code: 3})
    }
  })

  it('of the API still takes a new key back', async () => {
    const {apiBase} = await serverAnswering({body: {detail: 'Invalid API Key'}, status: 401})
    const home = temporaryFolder()
    expect(await omi(['auth', 'login', '--api-key', KEY], {env: {OMI_API_BASE: apiBase}, home})).toMatchObject({
      code: 2,
    })
    expect(readdirSync(home)).toEqual([])
  })

  it.each([
    [400, 'Bad things', 'Invalid request', 'Bad things'],
    [422, {message: 'Too odd'}, 'Invalid request', 'Too odd'],
    [409, {error: 'Busy'}, 'Request refused (409)', 'Busy'],
    [409, {error: {message: 'Busy', code: 5}}, 'Request refused (409)', 'Busy'],
    [422, {detail: ['a', 'b']}, 'Invalid request', 'a\nb'],
    [422, {detail: [{loc: ['body', 'x'], msg: 'Too long'}, 7]}, 'Invalid request', 'body.x: Too long\n7'],
    [418, ['a', {b: 1}], 'Request refused (418)', 'a\n{"b":1}'],
    [418, {teapot: true}, 'Request refused (418)', '{"teapot":true}'],
    [418, '', 'Request refused (418)', null],
    [402, 'Pay', 'Paid plan required', 'Pay'],
  ])('of %i that says %j is shown', async (status, body, error, detail) => {
    expect(await failure({body, status})).toMatchObject({detail, error})
  })

  it('is shown in part when it is long, and a credential in it not at all', async () => {
    const error = await failure({body: {detail: 'y'.repeat(100_000)}, status: 400})
    expect(error).toMatchObject({detail: `${'y'.repeat(499)}…`, server_detail: `${'y'.repeat(499)}…`})
    const {apiBase} = await serverAnswering({body: {detail: `${'y'.repeat(490)} ${KEY}`}, status: 400})
    const {stderr} = await omi(list, {env: pointedAt(apiBase)})
    expect(stderr).toBe(`✗ Invalid request\n  ${'y'.repeat(490)} KEY\n`)
  })

  it.each([
    [{code: 'developer_memory_access_not_ready'}, 'developer_memory_access_not_ready'],
    [{code: 'x', message: 'Not yet'}, 'Not yet'],
    [{enabled: false, reason: 'Not on this plan', consumer: 'dev'}, 'Not on this plan'],
    [{enabled: false}, '{"enabled":false}'],
  ])('for the account is told as one: %j', async (detail, said) => {
    expect(await failure({body: {detail}, status: 403})).toMatchObject({
      error: 'Not available for this account',
      detail: said,
      exit_code: 2,
    })
  })

  it('of 429 is a rate limit whatever it says', async () => {
    for (const body of ['', '<html>']) {
      expect(await failure({body, status: 429})).toMatchObject({
        exit_code: 4,
        error: expect.stringMatching(/^Rate limited/),
      })
    }
  })

  describe('of a tunnel by the proxy', () => {
    it.each([401, 403, 404, 407, 429, 502])('is not the API’s: %i', async (status) => {
      const {proxy, targets} = await refusingTunnels(status)
      const env = {HTTPS_PROXY: proxy, OMI_API_BASE: 'https://omi.invalid', OMI_MAX_ATTEMPTS: '2'}
      const run = await omi(list, {env: {...env, OMI_API_KEY: KEY}})
      expect(run).toEqual({
        code: 3,
        stderr: `✗ Connection failed\n  Could not reach omi.invalid (the proxy answered ${status}).\n`,
        stdout: '',
      })
      // What may pass is tried again.
      expect(targets).toHaveLength(status === 429 || status === 502 ? 2 : 1)
      const home = temporaryFolder()
      const login = await omi(['auth', 'login', '--api-key', KEY], {env, home})
      expect(login.code).toBe(0)
      expect(login.stderr).toContain('The key could not be checked: Connection failed.')
    })
  })
})
