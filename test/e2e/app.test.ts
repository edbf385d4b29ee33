import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import {type AddressInfo, createServer} from 'node:net'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'

import {EVENT_NAMES} from '../../src/lib/app/events.js'
import {type Received} from '../../src/lib/app/receiver.js'
import {verify as verifyApp} from '../../src/lib/app/verify.js'
import {systemClock} from '../../src/lib/io/clock.js'
import {testClock} from '../../src/lib/testing/test-clock.js'
import {namesFor} from '../support/names.js'
import {omi, startOmi, temporaryFolder} from '../support/omi.js'
import {running} from '../support/running.js'
import {type Answer, serverAnswering, serverForTest} from '../support/server.js'
import {omi as inProcess} from '../support/within.js'

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** `omi app serve` of the built binary, once it listens. */
async function served(flags: string[] = []) {
  const run = running(['--json', 'app', 'serve', '--port', '0', ...flags])
  const line = await run.warned('}\n')
  return {...run, url: (JSON.parse(line) as {url: string}).url}
}

/** An app that answers each event as it says, and remembers what it was sent. */
async function appAnswering(...answers: Answer[]) {
  const {apiBase, requests} = await serverAnswering(...answers)
  return {requests, to: `${apiBase}/webhook`}
}

const send = (to: string, ...flags: string[]) =>
  inProcess(['--json', 'app', 'send', 'day_summary', '--to', to, ...flags])

async function payloadBytes(event: string): Promise<Buffer> {
  const {stdout} = await omi(['--json', 'app', 'payload', event, '--uid', 'user-1'])
  const document = JSON.parse(stdout) as {base64?: string}
  return document.base64 === undefined ? Buffer.from(stdout.trim()) : Buffer.from(document.base64, 'base64')
}

const verify = (to: string, ...flags: string[]) => inProcess(['--json', 'app', 'verify', '--to', to, ...flags])

const resultsOf = (stdout: string) =>
  Object.fromEntries(
    (JSON.parse(stdout) as Array<{check: string; result: string}>).map(({check, result}) => [check, result]),
  )

describe('omi app', () => {
  describe('omi app serve and omi app send', () => {
    it('hand over each of the five events byte for byte', async () => {
      const {end, nextLine, url} = await served()
      for (const event of EVENT_NAMES) {
        const payload = await payloadBytes(event)
        const sent = await omi([
          '--json',
          'app',
          'send',
          event,
          '--to',
          `${url}/hook?uid=mine&team=a`,
          '--uid',
          'user-1',
        ])
        expect(sent).toMatchObject({code: 0, stderr: ''})
        const query =
          event === 'audio_bytes' ? {sample_rate: '16000', team: 'a', uid: 'user-1'} : {team: 'a', uid: 'user-1'}
        expect(JSON.parse(sent.stdout)).toEqual({
          event,
          url: `${url}/hook?team=a&${event === 'audio_bytes' ? 'sample_rate=16000&' : ''}uid=user-1`,
          status_code: 200,
          elapsed_ms: expect.any(Number),
          ok: true,
          response: '{}',
          note: null,
        })
        const received = JSON.parse(await nextLine()) as Received
        expect(received).toMatchObject({path: '/hook', query, bytes: payload.length, sha256: sha256(payload)})
        if (event === 'audio_bytes') {
          expect(received.content_type).toBe('application/octet-stream')
          expect(received.body).toBe('1.00 s of sound at 16000 Hz, level -15.3 dB')
        } else {
          expect(received.content_type).toBe('application/json')
          expect(received.body).toEqual(JSON.parse(payload.toString()))
        }

        expect(received.idempotency_key).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)
      }

      expect((await end('SIGINT')).code).toBe(130)
    })

    it('filter the deliveries with jq as they come, and tell what the reply would do', async () => {
      const run = running([
        '--jq',
        '.body.session_id',
        'app',
        'serve',
        '--port',
        '0',
        '--reply',
        '{"message": "Noted it"}',
      ])
      const {url} = JSON.parse(await run.warned('}\n')) as {url: string}
      const sent = await omi(['--json', 'app', 'send', 'realtime_transcript', '--to', url, '--uid', 'u7'])
      expect(JSON.parse(sent.stdout)).toMatchObject({note: 'Omi would notify the user: Noted it'})
      expect(await run.nextLine()).toBe('u7')
      const {code, stderr} = await run.end('SIGTERM')
      expect([code, stderr]).toEqual([143, expect.stringContaining('"code":"interrupted"')])
    })

    it('end after so many as were asked for', async () => {
      const child = startOmi(['--json', 'app', 'serve', '--port', '0', '--requests', '1'])
      const closed = once(child, 'close')
      const [line] = (await once(child.stderr.setEncoding('utf8'), 'data')) as [string]
      expect((await send((JSON.parse(line) as {url: string}).url)).code).toBe(0)
      expect(await closed).toEqual([0, null])
    })

    it('print what comes as lines on a pipe', async () => {
      const run = running(['app', 'serve', '--port', '0', '--status', '503'])
      const url = /http:\S+/.exec(await run.warned('/webhook\n'))![0]
      const {code} = await omi(['app', 'send', 'button_event', '--to', `${url}/x`, '--idempotency-key', 'k-1'])
      expect(code).toBe(3)
      expect(await run.nextLine()).toMatch(/^\/x\tuid=omi_sample_uid\tapplication\/json\tk-1\t193\t\{"event_type":/)
      await run.end('SIGINT')
    })

    it('refuse a port in use and a reply that is not JSON', async () => {
      const {end, url} = await served()
      const {port} = new URL(url)
      expect(await omi(['app', 'serve', '--port', port])).toEqual({
        code: 1,
        stderr: `✗ Port ${port} is already in use\n  Choose another with --port, or give 0 for a free one.\n`,
        stdout: '',
      })
      await end('SIGINT')
      expect(await omi(['app', 'serve', '--reply', '{no'])).toMatchObject({
        code: 1,
        stderr: '✗ Invalid value: --reply {no\n  It is not valid JSON.\n',
      })
    })
  })

  describe('omi app send', () => {
    it.each([
      [400, 1, 'Omi does not try again after a 400; '],
      [408, 1, 'Omi would try again after 1, 5, 30 s; '],
      [429, 1, 'Omi would try again after 1, 5, 30 s; '],
      [302, 1, 'Omi follows no redirect. Omi would try again after 1, 5, 30 s; '],
      [500, 3, 'Omi would try again after 1, 5, 30 s; '],
    ])('ends a %i with exit code %i, and says what Omi would do', async (status, code, note) => {
      const elsewhere = await appAnswering({})
      const {requests, to} = await appAnswering({headers: {location: elsewhere.to}, status})
      const run = await send(to)
      expect(run.code).toBe(code)
      expect(JSON.parse(run.stdout)).toMatchObject({
        ok: false,
        status_code: status,
        note: expect.stringContaining(note),
      })
      expect(JSON.parse(run.stderr)).toMatchObject({
        code: 'delivery_failed',
        error: `Delivery failed: HTTP ${status}`,
        exit_code: code,
        status,
      })
      expect([requests.length, elsewhere.requests.length]).toEqual([1, 0])
    })

    it('does not wait for ever, and says whether it was refused or late', async () => {
      const silent = await serverForTest(() => {})
      const late = await send(silent, '--timeout', '0.2')
      expect(JSON.parse(late.stderr)).toMatchObject({error: 'Delivery failed: no answer within 0.2 s', exit_code: 3})
      // It takes the connection, and never says what TLS has to say first.
      const unspoken = createServer().listen(0, '127.0.0.1')
      onTestFinished(() => {
        unspoken.close()
      })
      await once(unspoken, 'listening')
      const {port} = unspoken.address() as AddressInfo
      expect(JSON.parse((await send(`https://127.0.0.1:${port}/`)).stderr)).toMatchObject({
        code: 'connection_failed',
        detail: expect.stringContaining('(no connection within 2 s)'),
      })
      const other = createServer((socket) => socket.end('220 mail ready\r\n')).listen(0, '127.0.0.1')
      onTestFinished(() => {
        other.close()
      })
      await once(other, 'listening')
      const place = `127.0.0.1:${(other.address() as AddressInfo).port}`
      expect(JSON.parse((await send(`http://${place}/`)).stderr)).toMatchObject({
        code: 'connection_failed',
        detail: expect.stringContaining(`${place} did not answer in proper HTTP (HPE_INVALID_CONSTANT).`),
      })
      const refused = await send('http://127.0.0.1:9')
      expect(JSON.parse(refused.stderr)).toMatchObject({
        code: 'connection_failed',
        detail: expect.stringContaining('Could not reach 127.0.0.1:9 (ECONNREFUSED).'),
      })
      expect(JSON.parse(refused.stdout)).toMatchObject({ok: false, response: '', status_code: null})
    })

    it('reads no more of an answer of 10 MB than it needs, and of one that never ends', async () => {
      const {to} = await appAnswering({body: 'x'.repeat(10 * 1024 * 1024)})
      const run = await send(to)
      expect(run.code).toBe(0)
      expect((JSON.parse(run.stdout) as {response: string}).response).toBe('x'.repeat(2000))
      const endless = await serverForTest((_request, response) => {
        const write = () => response.write('x'.repeat(65_536), write)
        write()
      })
      expect((await send(endless)).code).toBe(0)
    })

    it('with --retries tries as Omi does, with a new key each time', async () => {
      const {requests, to} = await appAnswering({status: 503}, {status: 429}, {status: 200})
      const clock = testClock()
      const run = await inProcess(['app', 'send', 'memory_created', '--to', to, '--retries'], {clock})
      expect(run).toMatchObject({
        code: 0,
        stderr: 'Try 1: HTTP 503. Trying again in 1 s.\nTry 2: HTTP 429. Trying again in 5 s.\n✓ Delivered.\n',
      })
      expect(clock.waits).toEqual([1000, 5000])
      expect(new Set(requests.map(({headers}) => headers['idempotency-key'])).size).toBe(3)

      const never = await appAnswering({status: 500})
      const patient = testClock()
      const failed = await inProcess(['app', 'send', 'button_event', '--to', never.to, '--retries'], {clock: patient})
      expect(failed.code).toBe(3)
      expect(patient.waits).toEqual([1000, 5000, 30_000])
      expect(new Set(never.requests.map(({headers}) => headers['idempotency-key']))).toEqual(
        new Set(['d3e7a9c4-2f61-4c0b-8d57-6b1f0e9a4c33']),
      )
      const refused = await appAnswering({status: 404})
      await inProcess(['app', 'send', 'button_event', '--to', refused.to, '--retries'], {clock: testClock()})
      expect(refused.requests).toHaveLength(1)
    })

    it('sends a file as it is, and refuses one that is no JSON object before anything is sent', async () => {
      const folder = temporaryFolder()
      const {requests, to} = await appAnswering({})
      const file = join(folder, 'payload.json')
      writeFileSync(file, '{"summary": "9007199254740993", "n": 12.0}\n')
      expect((await send(to, '--payload-file', file)).code).toBe(0)
      expect(requests.splice(0).map(({body}) => body)).toEqual(['{"summary": "9007199254740993", "n": 12.0}'])
      for (const [text, why] of [
        ['{nope', 'It is not valid JSON'],
        ['[1]', 'Expected a JSON object'],
        ['', 'There is nothing in it.'],
      ] as const) {
        writeFileSync(file, text)
        const run = await send(to, '--payload-file', file)
        expect(JSON.parse(run.stderr)).toMatchObject({code: 'invalid_value', detail: expect.stringContaining(why)})
      }

      expect((await send(to, '--payload-file', join(folder, 'none'))).code).toBe(1)
      expect(requests).toEqual([])
    })

    it.each([
      ['private.example', ['10.0.0.5'], 'private.example resolves to 10.0.0.5, which is not public'],
      [
        'both.example',
        ['8.8.8.8', '192.168.1.9'],
        'both.example resolves to 8.8.8.8, 192.168.1.9, of which 192.168.1.9 is not public',
      ],
      ['mapped.example', ['::ffff:169.254.169.254'], 'which is not public'],
    ])('warns of %s, which Omi would refuse, and sends all the same', async (name, addresses, why) => {
      const {requests, to} = await appAnswering({})
      const {port} = new URL(to)
      const env = namesFor({[name]: addresses})
      const run = await omi(['app', 'send', 'day_summary', '--to', `http://${name}:${port}/webhook`], {env})
      expect(run.code).toBe(0)
      expect(run.stderr).toContain('! Omi itself would refuse this target: ')
      expect(run.stderr.replaceAll(/\n\s+/g, ' ')).toContain(why)
      expect(requests).toHaveLength(1)
    })

    it.each([['ftp://127.0.0.1/x'], ['127.0.0.1:8787'], ['file:///etc/passwd'], ['http://me:%zz@127.0.0.1/'], ['']])(
      'refuses --to %s',
      async (to) => {
        expect(JSON.parse((await send(to)).stderr)).toMatchObject({code: 'invalid_value', exit_code: 1})
      },
    )

    it('shows no password of a URL', async () => {
      const {requests, to} = await appAnswering({})
      const run = await inProcess(['-v', 'app', 'send', 'day_summary', '--to', to.replace('//', '//me:sesame-open@')])
      expect(run.stdout + run.stderr).not.toContain('sesame')
      expect(requests[0]?.headers.authorization).toMatch(/^Basic /)
    })
  })

  describe('omi app verify', () => {
    const ALL = ['target', ...EVENT_NAMES, 'response time', 'same event twice']

    it('passes an app that is right', async () => {
      const {requests, to} = await appAnswering({})
      const run = await omi(['--json', 'app', 'verify', '--to', to])
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(resultsOf(run.stdout)).toEqual(Object.fromEntries(ALL.map((check) => [check, 'pass'])))
      const keys = requests.map(({headers}) => headers['idempotency-key'])
      expect(keys).toHaveLength(7)
      expect([new Set(keys).size, keys[5]]).toEqual([6, keys[6]])
      const human = await omi(['app', 'verify', '--to', to, '--event', 'day_summary'])
      expect(human.stderr).toBe('✓ This app is ready for Omi.\n')
    })

    it('fails one that answers 500 at the second event, and counts what failed', async () => {
      const {to} = await appAnswering({}, {status: 500}, {})
      const run = await omi(['--json', 'app', 'verify', '--to', to])
      expect(run.code).toBe(1)
      expect(resultsOf(run.stdout)).toMatchObject({
        memory_created: 'pass',
        realtime_transcript: 'fail',
        day_summary: 'pass',
      })
      expect(JSON.parse(run.stderr)).toEqual({
        error: '1 of 8 checks failed',
        code: 'some_failed',
        detail: 'Failed: realtime_transcript.',
        exit_code: 1,
      })
    })

    it('fails one that is slower than it may be', async () => {
      const to = await serverForTest((request, response) => {
        request.resume().on('end', () => {
          if (request.url?.includes('sample_rate')) return
          response.end('{}')
        })
      })
      const run = await omi(['--json', 'app', 'verify', '--to', to, '--timeout', '0.5'])
      expect(run.code).toBe(1)
      expect(resultsOf(run.stdout)).toMatchObject({audio_bytes: 'fail', button_event: 'pass', 'response time': 'fail'})
      expect(run.stdout).toContain('no answer in time to audio_bytes; 0.5 s were waited')
    })

    it('says of an app that answers in time, and slower than sound comes, that it would not keep up', async () => {
      let late = 0
      const to = await serverForTest((request, response) => {
        request.resume().on('end', () => {
          if (request.url?.includes('sample_rate')) late += 1500
          response.end('{}')
        })
      })
      const clock = {...systemClock, monotonic: () => systemClock.monotonic() + late}
      const checks = verifyApp(new URL(to), {
        clock,
        events: ['audio_bytes', 'day_summary'],
        signal: new AbortController().signal,
        uid: 'user-1',
        userAgent: 'omi',
      })
      const found = []
      for await (const check of checks) found.push(check)
      expect(found.find(({check}) => check === 'response time')).toMatchObject({
        detail: expect.stringContaining('too slow to keep up with audio_bytes, sent about every second'),
        result: 'pass',
      })
    })

    it('fails a target that Omi would refuse: one public and one private address', async () => {
      const {to} = await appAnswering({})
      const env = namesFor({'both.example': ['1.1.1.1', 'fd00::1'], 'public.example': ['1.1.1.1']})
      const at = (name: string) => to.replace('127.0.0.1', name)
      const both = await omi(['--json', 'app', 'verify', '--to', at('both.example'), '--event', 'day_summary'], {env})
      expect(both.code).toBe(1)
      expect(resultsOf(both.stdout)).toMatchObject({day_summary: 'pass', target: 'fail'})
      const open = await omi(['--json', 'app', 'verify', '--to', at('public.example'), '--event', 'day_summary'], {env})
      expect(open.code).toBe(0)
      const unknown = await omi(['--json', 'app', 'verify', '--to', at('gone.example'), '--event', 'day_summary'], {
        env,
      })
      expect(resultsOf(unknown.stdout)).toMatchObject({target: 'fail'})
    })

    it('takes known events only', async () => {
      const run = await verify('http://127.0.0.1:9', '--event', 'day_sumary')
      expect(JSON.parse(run.stderr)).toMatchObject({
        code: 'invalid_value',
        detail: expect.stringContaining('Did you mean day_summary?'),
      })
    })
  })

  describe('omi app events and payload', () => {
    it('know the five events, and need no credential', async () => {
      const {stdout} = await omi(['--json', 'app', 'events'])
      expect((JSON.parse(stdout) as Array<{event: string}>).map(({event}) => event)).toEqual([...EVENT_NAMES])
    })

    it('print the bytes that are sent', async () => {
      const {stdout} = await omi(['app', 'payload', 'day_summary'])
      const {requests, to} = await appAnswering({})
      await omi(['app', 'send', 'day_summary', '--to', to])
      expect(requests[0]?.body).toBe(stdout)
    })
  })
})
