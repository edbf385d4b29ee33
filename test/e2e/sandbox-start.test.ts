import {once} from 'node:events'
import {readFileSync, statSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:net'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {running} from '../support/running.js'
import {pointedAt} from '../support/server.js'
import {omi} from '../support/within.js'

interface Announcement {
  readonly api_base: string
  readonly api_key: string
  readonly pid: number
  readonly read_only_key: string
}

/** A sandbox of the built binary, once it accepts connections. */
async function startSandbox(flags: string[] = []) {
  const run = running(['--json', 'sandbox', 'start', ...flags])
  const announced = JSON.parse(await run.nextLine()) as Announcement
  return {...run, announced, env: pointedAt(announced.api_base, announced.api_key)}
}

/** A port that is in use until `server` is closed, and then free: it is below those that the system hands out unasked. */
async function reservedPort(): Promise<{port: number; server: Server}> {
  for (let port = 20_000 + (process.pid % 10_000); ; port += 1) {
    const server = createServer().listen(port, '127.0.0.1')
    const isListening = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (isListening) return {port, server}
  }
}

describe('omi sandbox start', () => {
  it('announces itself with one JSON line once it accepts connections', async () => {
    const {announced, end} = await startSandbox()
    expect(announced).toEqual({
      api_base: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      api_key: expect.stringMatching(/^omi_dev_\w{16,}$/),
      read_only_key: expect.stringMatching(/^omi_dev_\w{16,}$/),
      firebase_auth_emulator_host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      pid: expect.any(Number),
    })
    expect((await fetch(`${announced.api_base}/openapi.json`)).status).toBe(200)
    expect(() => process.kill(announced.pid, 0)).not.toThrow()
    const {code, stderr} = await end('SIGINT')
    expect(code).toBe(130)
    expect(JSON.parse(stderr)).toEqual({error: 'Interrupted', code: 'interrupted', detail: null, exit_code: 130})
  })

  it('prints exports to paste, and a line per request', async () => {
    const sandbox = running(['sandbox', 'start', '--seed-data'])
    const lines: string[] = []
    for (let count = 0; count < 4; count++) lines.push(await sandbox.nextLine())
    expect(lines).toEqual([
      expect.stringMatching(/^export OMI_API_BASE=http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^export OMI_API_KEY=omi_dev_\w+$/),
      expect.stringMatching(/^export OMI_SANDBOX_READ_ONLY_KEY=omi_dev_\w+$/),
      expect.stringMatching(/^export FIREBASE_AUTH_EMULATOR_HOST=127\.0\.0\.1:\d+$/),
    ])
    const env = Object.fromEntries(lines.map((line) => line.replace('export ', '').split('=') as [string, string]))
    expect(env.OMI_API_BASE).toBe(`http://${env.FIREBASE_AUTH_EMULATOR_HOST}`)
    const listed = await omi(['--json', 'memory', 'list'], {env})
    expect(JSON.parse(listed.stdout)).not.toHaveLength(0)
    const {code, stderr} = await sandbox.end('SIGTERM')
    expect(code).toBe(143)
    expect(stderr).toMatch(/^GET \/v1\/dev\/user\/memories 200 \d+ms$/m)
    expect(stderr).not.toContain(env.OMI_API_KEY?.slice('omi_dev_'.length))
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('keeps its data and its keys across restarts when %s ends it', async (signal, code) => {
    const data = join(temporaryFolder(), 'data.json')
    const first = await startSandbox(['--data', data])
    const created = await omi(['--json', 'memory', 'create', 'Prefers tea'], {env: first.env})
    expect(await first.end(signal)).toMatchObject({code})
    expect(readFileSync(data, 'utf8')).toContain('Prefers tea')
    expect(statSync(data).mode & 0o777).toBe(0o600)

    const second = await startSandbox(['--data', data, '--seed-data'])
    expect(second.announced).toMatchObject({
      api_key: first.announced.api_key,
      read_only_key: first.announced.read_only_key,
    })
    const listed = await omi(['--json', 'memory', 'list'], {env: second.env})
    expect(JSON.parse(listed.stdout)).toEqual([JSON.parse(created.stdout)])
  })

  it('takes the port it is given, and says so when it is in use', async () => {
    const {port, server} = await reservedPort()
    expect(await omi(['sandbox', 'start', '--port', String(port)])).toEqual({
      code: 1,
      stderr: `✗ Port ${port} is already in use\n  Choose another with --port, or leave it out for a free one.\n`,
      stdout: '',
    })
    const closed = once(server, 'close')
    server.close()
    await closed
    const {announced} = await startSandbox(['--port', String(port)])
    expect(announced.api_base).toBe(`http://127.0.0.1:${port}`)
  })

  it.each([
    [['--fault', 'GET *'], 'Invalid value: --fault GET *', 'Expected METHOD PATH-GLOB EFFECT [xN] [after K]'],
    [
      ['--fault', 'GET * 502', '--fault', 'GET * explode'],
      'Invalid value: --fault GET * explode',
      "'explode' is no effect",
    ],
    [['--fault', 'FETCH * 502'], 'Invalid value: --fault FETCH * 502', "'FETCH' is no method"],
    [['--fault', 'GET * 502 x0'], 'Invalid value: --fault GET * 502 x0', "'x0' must be x and a number from 1"],
    [['--port', '65536'], 'Invalid value: --port 65536', 'Expected a whole number, 0 to 65535.'],
    [['--token-lifetime', '0'], 'Invalid value: --token-lifetime 0', 'Expected a whole number, 1 to 86400.'],
    [['--rate-limits', 'maybe'], 'Invalid value: --rate-limits maybe', 'Expected one of: on, off.'],
    [['--data', '/'], 'Invalid value: --data /', 'The file cannot be read (EISDIR).'],
  ])('refuses %j before it listens', async (flags, title, detail) => {
    for (const words of [
      ['start', ...flags],
      ['exec', ...flags, '--', 'echo', 'ran'],
    ]) {
      const {code, stderr, stdout} = await omi(['sandbox', ...words])
      expect({code, stdout}).toEqual({code: 1, stdout: ''})
      expect(stderr).toContain(`✗ ${title}\n`)
      expect(stderr).toContain(detail)
    }
  })

  it('leaves a file alone that is not its own', async () => {
    const data = join(temporaryFolder(), 'notes.json')
    writeFileSync(data, '{"mine": true}')
    const {code, stderr} = await omi(['sandbox', 'start', '--data', data])
    expect(code).toBe(1)
    expect(stderr).toContain('not a sandbox data file')
    expect(readFileSync(data, 'utf8')).toBe('{"mine": true}')
  })

  it('fails on purpose', async () => {
    const {env} = await startSandbox(['--fault', 'POST /v1/dev/user/memories 429:3600 x1'])
    const limited = await omi(['--json', 'memory', 'create', 'x'], {env})
    expect(limited.code).toBe(4)
    expect(JSON.parse(limited.stderr)).toMatchObject({policy: 'dev:memories', retry_after_seconds: 3600})
    expect(await omi(['--json', 'memory', 'create', 'x'], {env})).toMatchObject({code: 0, stderr: ''})
  })
})
