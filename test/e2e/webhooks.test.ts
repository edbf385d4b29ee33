import {once} from 'node:events'
import {text} from 'node:stream/consumers'
import {describe, expect, it} from 'vitest'

import {testClock} from '../../src/lib/testing/test-clock.js'
import {omi} from '../support/omi.js'
import {pointedAt, sandboxForTest, serverAnswering, serverForTest} from '../support/server.js'
import {omi as inProcess} from '../support/within.js'

/** A clock whose waits pass at once. */
const quickClock = () => {
  const clock = testClock()
  return {monotonic: () => clock.now(), now: () => clock.now(), sleep: clock.sleep, waits: clock.waits}
}

const TALK = ['conversation', 'create', '--text', 'I need to call Ana about the garden party on Saturday.']
const SEGMENTS = '[{"speaker": "SPEAKER_01", "text": "Shall we begin with the budget?", "start": 0, "end": 2}]'

describe('omi sandbox --webhook', () => {
  it('tells an app of a conversation before exec ends', async () => {
    const {apiBase, requests} = await serverAnswering({})
    const run = await omi([
      'sandbox',
      'exec',
      '--webhook',
      `memory_created=${apiBase}/hook?team=a`,
      '--',
      'omi',
      '--json',
      ...TALK,
    ])
    expect(run.code).toBe(0)
    const {id} = JSON.parse(run.stdout) as {id: string}
    expect(requests).toHaveLength(1)
    const {body, headers, url} = requests[0]!
    expect(url).toBe('/hook?team=a&uid=sandbox-mara')
    expect(headers['content-type']).toBe('application/json')
    expect(headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/)
    const document = JSON.parse(body) as Record<string, unknown>
    expect(Object.keys(document).sort()).toEqual(
      [
        'id',
        'created_at',
        'started_at',
        'finished_at',
        'source',
        'language',
        'folder_id',
        'folder_name',
        'structured',
        'transcript_segments',
      ].sort(),
    )
    expect(document).toMatchObject({
      id,
      structured: {action_items: [{description: expect.stringContaining('Call Ana')}]},
      transcript_segments: [{speaker: 'SPEAKER_00', is_user: false}],
    })
  })

  it('tells of what is said, of conversations of segments, and of the day at the start', async () => {
    const {apiBase, requests} = await serverAnswering({body: {message: 'Well noted'}})
    const lines: string[] = []
    const sandbox = await sandboxForTest({
      log: (line) => lines.push(line),
      seedData: true,
      webhooks: ['realtime_transcript', 'memory_created', 'day_summary'].map((event) => `${event}=${apiBase}/${event}`),
    })
    await sandbox.delivered()
    expect(requests.splice(0).map(({body, url}) => [url, JSON.parse(body) as unknown])).toEqual([
      [
        '/day_summary?uid=sandbox-mara',
        {
          summary: expect.any(String),
          summary_json: {
            title: expect.any(String),
            summary: expect.any(String),
            conversations_count: expect.any(Number),
          },
          uid: 'sandbox-mara',
          created_at: expect.any(String),
        },
      ],
    ])
    const options = {env: pointedAt(sandbox.apiBase, sandbox.apiKey), input: SEGMENTS}
    const words = ['conversation', 'from-segments', '-', '--session-id', 'one']
    expect(await inProcess(words, options)).toMatchObject({code: 0})
    // The same session again makes nothing, and so tells nothing.
    expect(await inProcess(words, options)).toMatchObject({code: 0})
    await sandbox.delivered()
    expect(requests.map(({url}) => url).sort()).toEqual([
      '/memory_created?uid=sandbox-mara',
      '/realtime_transcript?uid=sandbox-mara',
    ])
    const transcript = requests.find(({url}) => url.startsWith('/realtime'))
    expect(JSON.parse(transcript?.body ?? '')).toEqual({
      segments: [
        {
          text: 'Shall we begin with the budget?',
          speaker: 'SPEAKER_01',
          speaker_id: 1,
          is_user: false,
          start: 0,
          end: 2,
        },
      ],
      session_id: 'sandbox-mara',
    })
    expect(lines.join('\n')).toContain('Omi would notify the user: Well noted')
  })

  it('tries again as Omi does, and pauses a URL after five failures in a row', async () => {
    const asked = new EventTarget()
    const seen = {tries: 0}
    const app = await serverForTest(async (request, response) => {
      await text(request)
      seen.tries += 1
      response.writeHead(500).end()
      asked.dispatchEvent(new Event('asked'))
    })
    const lines: string[] = []
    const said = new EventTarget()
    const clock = quickClock()
    const sandbox = await sandboxForTest({
      clock,
      log(line) {
        lines.push(line)
        said.dispatchEvent(new Event('line'))
      },
      webhooks: [`memory_created=${app}/hook`],
    })
    const until = async (pattern: RegExp) => {
      while (!lines.some((line) => pattern.test(line))) await once(said, 'line')
    }

    const tries = async (number: number) => {
      while (seen.tries < number) await once(asked, 'asked')
    }

    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    for (let delivery = 1; delivery <= 5; delivery += 1) {
      await inProcess(TALK, {env})
      await tries(delivery * 4)
    }

    expect(clock.waits.slice(0, 3)).toEqual([1000, 5000, 30_000])
    await until(/HTTP 500 \d+ms, again in 30 s$/)
    while (lines.filter((line) => /HTTP 500 \d+ms$/.test(line)).length < 5) await once(said, 'line')
    await inProcess(TALK, {env})
    await until(/not sent: paused for \d+ s after 5 failures in a row$/)
    expect(seen.tries).toBe(20)
  })

  it.each([
    ['memory_created', 'Expected EVENT=URL'],
    ['memory_creatd=http://127.0.0.1:1', 'Did you mean memory_created?'],
    ['button_event=http://127.0.0.1:1', 'omi app send button_event --to URL'],
    ['memory_created=ftp://127.0.0.1', 'Expected an http or https URL'],
    ['memory_created=', 'Expected an http or https URL'],
  ])('refuses --webhook %s', async (webhook, why) => {
    const run = await inProcess(['--json', 'sandbox', 'exec', '--webhook', webhook, '--', 'true'])
    expect(JSON.parse(run.stderr)).toMatchObject({code: 'invalid_value', detail: expect.stringContaining(why)})
  })
})
