import {type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {type AddressInfo} from 'node:net'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {text} from 'node:stream/consumers'
import {describe, expect, it, onTestFinished} from 'vitest'

import {omi, OMI, type RunOptions, startOmi, temporaryFolder} from '../support/omi.js'
import {pointedAt} from '../support/server.js'

/** A run that is still going: its lines on stdout as they come, and what it has said once it has ended. */
function running(args: string[], options: RunOptions = {}) {
  const child: ChildProcess = startOmi(args, options)
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const lines = createInterface({input: child.stdout!})[Symbol.asyncIterator]()
  const stderr = text(child.stderr!)
  return {
    async end(signal: NodeJS.Signals) {
      const exit = once(child, 'exit')
      child.kill(signal)
      const [code] = (await exit) as [null | number]
      return {code, stderr: await stderr}
    },
    nextLine: async () => (await lines.next()).value as string,
  }
}

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

describe('omi sandbox start', () => {
  it('announces itself with one JSON line once it accepts connections', async () => {
    const {announced, end} = await startSandbox()
    expect(announced).toEqual({
      api_base: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      api_key: expect.stringMatching(/^omi_dev_\w{16,}$/),
      read_only_key: expect.stringMatching(/^omi_dev_\w{16,}$/),
      pid: expect.any(Number),
    })
    expect((await fetch(`${announced.api_base}/openapi.json`)).status).toBe(200)
    expect(() => process.kill(announced.pid, 0)).not.toThrow()
    const {code, stderr} = await end('SIGINT')
    expect(code).toBe(130)
    expect(JSON.parse(stderr)).toEqual({error: 'Interrupted', detail: null, exit_code: 130})
  })

  it('prints exports to paste, and a line per request', async () => {
    const sandbox = running(['sandbox', 'start', '--seed-data'])
    const exports = [await sandbox.nextLine(), await sandbox.nextLine(), await sandbox.nextLine()]
    expect(exports).toEqual([
      expect.stringMatching(/^export OMI_API_BASE=http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^export OMI_API_KEY=omi_dev_\w+$/),
      expect.stringMatching(/^export OMI_SANDBOX_READ_ONLY_KEY=omi_dev_\w+$/),
    ])
    const env = Object.fromEntries(exports.map((line) => line.replace('export ', '').split('=') as [string, string]))
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
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const {port} = server.address() as AddressInfo
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

describe('omi sandbox exec', () => {
  const exec = (command: string[], options?: RunOptions, flags: string[] = []) =>
    omi(['sandbox', 'exec', ...flags, '--', ...command], options)

  it.each([
    ['exit 0', 0],
    ['exit 7', 7],
    ['exit 255', 255],
    ['kill -KILL $$', 137],
    ['kill -TERM $$', 143],
    ['kill -HUP $$', 129],
  ])('exits as its command does: %s', async (script, code) => {
    expect(await exec(['sh', '-c', script])).toEqual({code, stderr: '', stdout: ''})
  })

  it('runs omi against a sandbox of its own', async () => {
    const run = await exec(['omi', '--json', 'memory', 'list'], {}, ['--seed-data'])
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).not.toHaveLength(0)
    expect(await exec(['omi', 'memory', 'get', 'nothing'])).toMatchObject({code: 5})
  })

  it('gives its command the variables, and takes the profile away', async () => {
    const home = temporaryFolder()
    const env = {OMI_API_KEY: 'x', OMI_CONFIG: join(home, 'mine.toml'), OMI_PROFILE: 'work', OTHER: 'stays'}
    const {stdout} = await exec(['env'], {env, home})
    const given = Object.fromEntries(stdout.split('\n').map((line) => line.split('=', 2) as [string, string]))
    expect(given).toMatchObject({
      HOME: home,
      OMI_API_BASE: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      OMI_API_KEY: expect.stringMatching(/^omi_dev_/),
      OMI_SANDBOX_READ_ONLY_KEY: expect.stringMatching(/^omi_dev_/),
      OTHER: 'stays',
    })
    expect(given).not.toHaveProperty('OMI_PROFILE')
    expect(given.OMI_CONFIG).not.toMatch(home)
    expect(existsSync(given.OMI_CONFIG ?? '')).toBe(false)
  })

  it('touches nothing of the user’s', async () => {
    const home = temporaryFolder()
    const script = 'omi config set api_base http://x.example && omi auth logout && omi config path && cat "$OMI_CONFIG"'
    const omiFunction = `omi() { '${process.execPath}' '${OMI}' "$@"; }`
    const fresh = await exec(['sh', '-c', `${omiFunction}; ${script}`], {home})
    expect(fresh.stdout).toContain('http://x.example')
    expect(existsSync(join(home, '.omi'))).toBe(false)

    const config = '# mine\n[profiles.default]\napi_base = "http://mine.example"\n'
    mkdirSync(join(home, '.omi'))
    writeFileSync(join(home, '.omi', 'config.toml'), config)
    expect(await exec(['sh', '-c', `${omiFunction}; ${script}`], {home})).toMatchObject({code: 0})
    expect(readFileSync(join(home, '.omi', 'config.toml'), 'utf8')).toBe(config)
  })

  it('takes its folder away when its command is done', async () => {
    const {stdout} = await exec(['sh', '-c', 'echo x > "$OMI_CONFIG"; printf %s "$OMI_CONFIG"'])
    expect(stdout).toMatch(/config\.toml$/)
    expect(existsSync(join(stdout, '..'))).toBe(false)
  })

  it('passes stdin on, and the words of its command as they are', async () => {
    const input = 'a line\nand no line end ü'
    expect(await exec(['cat'], {input})).toEqual({code: 0, stderr: '', stdout: input})
    const words = ['--json', '-v', '--', '', 'two words', '$HOME', '--help']
    const {stdout} = await exec([process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words])
    expect(JSON.parse(stdout)).toEqual(words)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on', async (signal) => {
    const script = `process.on('${signal}', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')`
    const run = running(['sandbox', 'exec', '--', process.execPath, '-e', script])
    expect(await run.nextLine()).toBe('ready')
    expect(await run.end(signal)).toEqual({code: 9, stderr: ''})
  })

  it('exits with 128 + n when the signal ends its command', async () => {
    const script = "setInterval(() => {}, 1000); console.log('ready')"
    const run = running(['sandbox', 'exec', '--', process.execPath, '-e', script])
    expect(await run.nextLine()).toBe('ready')
    expect(await run.end('SIGTERM')).toEqual({code: 143, stderr: ''})
  })

  it('says so when there is no such command', async () => {
    expect(await exec(['no-such-command', '--help'])).toEqual({
      code: 1,
      stderr: '✗ Cannot run no-such-command\n  ENOENT. The command stands behind --: omi sandbox exec -- COMMAND\n',
      stdout: '',
    })
    expect(await omi(['sandbox', 'exec'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching('✗ Missing argument: COMMAND\n'),
    })
  })
})
