import {describe, expect, it} from 'vitest'

import {type Answer, KEY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omiAtOnce as omi, omiAtTerminal} from '../support/within.js'

const GOOD: Answer = {body: []}
const BAD_GATEWAY: Answer = {body: {detail: 'Bad Gateway'}, status: 502}

const lines = (text: string) => text.trimEnd().split('\n')

describe('requests', () => {
  describe('a request that fails', () => {
    it('is made four times, and then told in the words of the troubleshooting page', async () => {
      const {apiBase, requests} = await serverAnswering(BAD_GATEWAY)
      const run = await omi(['memory', 'list'], {env: pointedAt(apiBase)})
      expect(run).toEqual({
        code: 3,
        stderr: '✗ Server error (502)\n  The Omi API returned an error. Try again, then check status.omi.me.\n',
        stdout: '',
      })
      expect(requests).toHaveLength(4)
    })

    it('succeeds with a later attempt, and -v shows each attempt and each wait', async () => {
      const {apiBase, requests} = await serverAnswering(BAD_GATEWAY, BAD_GATEWAY, GOOD)
      const run = await omi(['-v', '--json', 'memory', 'list'], {env: pointedAt(apiBase)})
      expect(run).toMatchObject({code: 0, stdout: '[]\n'})
      expect(lines(run.stderr)).toEqual([
        expect.stringMatching(/^\[debug] GET \/v1\/dev\/user\/memories → 502 \(\d+\.\d\ds\)$/),
        expect.stringMatching(/^\[debug] retry 2 of 4 in \d\.\ds$/),
        expect.stringMatching(/^\[debug] GET \/v1\/dev\/user\/memories → 502 \(\d+\.\d\ds\)$/),
        expect.stringMatching(/^\[debug] retry 3 of 4 in \d\.\ds$/),
        expect.stringMatching(/^\[debug] GET \/v1\/dev\/user\/memories → 200 \(\d+\.\d\ds\)$/),
      ])
      expect(requests).toHaveLength(3)
    })

    it('says nothing about an attempt that was not the last one', async () => {
      const {apiBase} = await serverAnswering(BAD_GATEWAY, GOOD)
      expect(await omi(['--json', 'memory', 'list'], {env: pointedAt(apiBase)})).toEqual({
        code: 0,
        stderr: '',
        stdout: '[]\n',
      })
    })

    it('is told to scripts with all that is known', async () => {
      const {apiBase} = await serverAnswering({...BAD_GATEWAY, headers: {'x-request-id': 'r-17'}})
      const run = await omi(['--json', 'memory', 'list'], {env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'}})
      expect(run).toMatchObject({code: 3, stdout: ''})
      expect(JSON.parse(run.stderr)).toEqual({
        error: 'Server error (502)',
        code: 'server_error',
        detail: 'The Omi API returned an error. Try again, then check status.omi.me.',
        exit_code: 3,
        status: 502,
        server_detail: 'Bad Gateway',
        request_id: 'r-17',
      })
    })

    it.each([500, 511, 599])('is repeated after a %i', async (status) => {
      const {apiBase, requests} = await serverAnswering({status}, GOOD)
      expect(await omi(['memory', 'list'], {env: pointedAt(apiBase)})).toMatchObject({code: 0})
      expect(requests).toHaveLength(2)
    })

    it.each([
      [400, 1],
      [401, 2],
      [402, 2],
      [403, 2],
      [404, 5],
      [409, 1],
      [422, 1],
    ])('is not repeated after a %i', async (status, code) => {
      const {apiBase, requests} = await serverAnswering({body: {detail: 'No'}, status}, GOOD)
      expect(await omi(['memory', 'list'], {env: pointedAt(apiBase)})).toMatchObject({code})
      expect(requests).toHaveLength(1)
    })

    it('waits on a terminal only after saying so', async () => {
      const {apiBase} = await serverAnswering({headers: {'retry-after': '2.5'}, status: 429}, GOOD)
      const {code, screen} = await omiAtTerminal(['--no-color', 'memory', 'list'], {env: pointedAt(apiBase)})
      expect(code).toBe(0)
      expect(lines(screen)[0]).toBe('! Waiting 3s before the next attempt (429).')
    })
  })

  describe('a write whose answer was lost', () => {
    it('is one memory, however often it was sent', async () => {
      const sandbox = await sandboxForTest({
        faults: ['POST /v1/dev/user/memories drop-after x1', 'POST /v1/dev/user/memories 500-after x1'],
      })
      const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
      const created = await omi(['--json', 'memory', 'create', 'Likes tea'], {env})
      expect(created).toMatchObject({code: 0, stderr: ''})
      expect(sandbox.requests).toHaveLength(3)
      const listed = await omi(['--json', 'memory', 'list'], {env})
      expect(JSON.parse(listed.stdout)).toEqual([JSON.parse(created.stdout)])
    })

    it('is done when a repeated deletion finds nothing', async () => {
      const sandbox = await sandboxForTest({faults: ['DELETE * drop-after x1']})
      const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
      const created = await omi(['--json', 'memory', 'create', 'Likes tea'], {env})
      const {id} = JSON.parse(created.stdout) as {id: string}
      expect(await omi(['--json', 'memory', 'delete', id, '--yes'], {env})).toEqual({
        code: 0,
        stderr: '',
        stdout: '{"success":true}\n',
      })
      expect(sandbox.requests.at(-1)).toMatchObject({method: 'DELETE', status: 404})
    })

    it('is not done when the first deletion finds nothing', async () => {
      const sandbox = await sandboxForTest()
      const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
      const run = await omi(['memory', 'delete', 'nothing', '--yes'], {env})
      expect(run).toEqual({code: 5, stderr: '✗ Memory not found: nothing\n', stdout: ''})
    })

    it('is repeated for a change', async () => {
      const sandbox = await sandboxForTest({faults: ['PATCH * drop-after x1']})
      const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
      const created = await omi(['--json', 'memory', 'create', 'Likes tea'], {env})
      const {id} = JSON.parse(created.stdout) as {id: string}
      const run = await omi(['--json', 'memory', 'update', id, '--visibility', 'public'], {env})
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(JSON.parse(run.stdout)).toMatchObject({id, visibility: 'public'})
    })
  })

  describe('what is sent', () => {
    it('says who asks, for what, and with which credential', async () => {
      const {apiBase, requests} = await serverAnswering(GOOD)
      await omi(['memory', 'list'], {env: pointedAt(apiBase)})
      expect(requests).toHaveLength(1)
      expect(requests[0]).toMatchObject({body: '', method: 'GET', url: '/v1/dev/user/memories?limit=25&offset=0'})
      expect(requests[0]?.headers).toMatchObject({accept: 'application/json', authorization: `Bearer ${KEY}`})
      expect(requests[0]?.headers['user-agent']).toMatch(/^omi-cli\/\d+\.\d+\.\d+ \(.+\)$/)
    })

    it('has the defaults and nothing else that was not given', async () => {
      const {apiBase, requests} = await serverAnswering({body: {id: 'm1', content: 'Likes tea'}})
      await omi(['memory', 'create', 'Likes tea'], {env: pointedAt(apiBase)})
      await omi(['memory', 'update', 'm1', '--tag', 'tea'], {env: pointedAt(apiBase)})
      expect(requests.map(({body}) => JSON.parse(body))).toEqual([
        {content: 'Likes tea', tags: [], visibility: 'private'},
        {tags: ['tea']},
      ])
      expect(requests[0]?.headers['content-type']).toBe('application/json')
    })

    it('goes below the path of the API base', async () => {
      const {apiBase, requests} = await serverAnswering(GOOD)
      await omi(['--api-base', `${apiBase}/omi/`, 'memory', 'list'], {env: pointedAt(apiBase)})
      expect(requests[0]?.url).toBe('/omi/v1/dev/user/memories?limit=25&offset=0')
    })

    it('is shown by -v without query and credential', async () => {
      const {apiBase} = await serverAnswering({body: {detail: `No such key: ${KEY}`}, status: 401})
      const run = await omi(['-v', 'memory', 'search', 'secret plans'], {env: pointedAt(apiBase)})
      expect(run.code).toBe(2)
      expect(lines(run.stderr)).toEqual([
        expect.stringMatching(/^\[debug] GET \/v1\/dev\/user\/memories\/vector\/search → 401 \(\d+\.\d\ds\)$/),
        '[debug] server: No such key: KEY',
        '✗ Authentication failed',
        '  Token rejected. Run omi auth login to re-authenticate.',
      ])
    })
  })
})
