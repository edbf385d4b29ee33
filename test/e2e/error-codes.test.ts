import {execFile} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'

import {type ErrorCode, ERRORS} from '../../src/lib/errors/index.js'
import {type FileLock, lockFile} from '../../src/lib/files/lock.js'
import {type MirrorFile} from '../../src/lib/mirror/mirror-file.js'
import {open, redirectOf, signInByProcess} from '../support/browser.js'
import {create, factsFile} from '../support/memory-file.js'
import {mirrorIn} from '../support/mirror.js'
import {environmentOf, OMI, omi, omiOnTerminal, type RunOptions, startOmi, temporaryFolder} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
import {registry} from '../support/registry.js'
import {running} from '../support/running.js'
import {type Answer, NOBODY, pointedAt, sandboxForTest, serverAnswering, serverForTest} from '../support/server.js'
import {homeWithConfig, homeWithSession} from '../support/session-home.js'
import {SignInServer, type Step, type Trouble} from '../support/sign-in-server.js'

/** What a run ended with: the last line of stderr is the error. */
interface Ended {
  readonly code: null | number
  readonly stderr: string
}

type Provoke = () => Promise<Ended>

/** Why nothing here provokes these. */
const NOT_HERE = {
  mirror_of_another_account: 'It takes a server that changes its account: sync.test.ts has one.',
  no_answer_in_time: 'It takes omi mcp 48 seconds: mcp-limits.test.ts waits for it.',
  plugin_never_loads: 'A plugin has two seconds to load, and is left out then: nothing else can come of it any more.',
  oauth_timed_out: 'It takes five minutes: browser-sign-in.test.ts has a build with less patience.',
} as const satisfies Partial<Record<ErrorCode, string>>

const json = async (args: string[], options: RunOptions = {}): Promise<Ended> => omi(['--json', ...args], options)

/** A run against a server that gives this answer. */
const answered =
  (answer: Answer, args: string[] = ['memory', 'list'], variables: Record<string, string> = {}): Provoke =>
  async () =>
    json(args, {env: {...pointedAt((await serverAnswering(answer)).apiBase), OMI_MAX_ATTEMPTS: '1', ...variables}})

const withKey =
  (...args: string[]): Provoke =>
  () =>
    json(args, {env: pointedAt(NOBODY)})

/** A chat message that is answered with these lines. */
const chatted =
  (body: string): Provoke =>
  async () => {
    const {apiBase} = await serverAnswering({body, headers: {'content-type': 'text/event-stream'}})
    const home = homeWithConfig(`[profiles.default]\napi_base = "${apiBase}"\nid_token = "an ID token"\n`)
    return json(['chat', 'Hi'], {home})
  }

const filtered =
  (filter: string): Provoke =>
  async () =>
    omi(['--jq', filter, 'memory', 'list'], {env: pointedAt((await serverAnswering({body: [{id: 'a'}]})).apiBase)})

/** A home folder in which this path below ~/.omi is a file, whatever it ought to be. */
function homeWithFile(path: string, text = ''): string {
  const home = temporaryFolder()
  mkdirSync(join(home, '.omi', path, '..'), {recursive: true})
  writeFileSync(join(home, '.omi', path), text)
  return home
}

const HELLO = {'commands/hello.js': command('hello')}

/** `omi hello` of a linked plugin whose command is this. */
const hello =
  (source: string, more: object = {}): Provoke =>
  async () => {
    const {home} = await linked(pluginFolder('omi-plugin-hello', {files: {'commands/hello.js': source}, package: more}))
    return json(['hello'], {home})
  }

/** A run that this code (CommonJS) goes before, at a server that does not answer. */
const beforehand =
  (code: string, args = ['memory', 'list']): Provoke =>
  async () => {
    const file = join(temporaryFolder(), 'before.cjs')
    writeFileSync(file, code)
    const apiBase = await serverForTest(() => {})
    return json(args, {env: {...pointedAt(apiBase), NODE_OPTIONS: `--require ${file}`}})
  }

/** A fault of the program, while a request is under way. */
const faulty = (error: string) =>
  beforehand(`
    const http = require('node:http')
    const {request} = http
    http.request = (...words) => {
      setImmediate(() => { throw ${error} })
      return request(...words)
    }`)

/** A sign-in with the browser, where the callback is changed so, or where the server fails at a step. */
const signedIn =
  (changes: Record<string, null | string>, step?: Step, trouble?: Trouble): Provoke =>
  async () => {
    const server = await SignInServer.start()
    if (step) server.fail(step, trouble)
    return signInByProcess(server, (url) => comeBack(url, changes), {args: ['--json', 'auth', 'login', '--browser']})
  }

async function comeBack(url: string, changes: Record<string, null | string>): Promise<void> {
  const callback = new URL(await redirectOf(url))
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) callback.searchParams.delete(name)
    else callback.searchParams.set(name, value)
  }

  await open(callback.href)
}

const shell = async (script: string, ...args: string[]): Promise<Ended> => {
  const child = execFile('sh', ['-c', script, 'sh', ...args, process.execPath, OMI], {
    env: environmentOf({env: {OMI_CONFIG: undefined}}),
  })
  let stderr = ''
  child.stderr?.on('data', (text: string) => {
    stderr += text
  })
  const [code] = (await once(child, 'close')) as [number]
  return {code, stderr}
}

/** What a plugin says that asks for this range of omi. */
const asking = (range: string) => ({
  peerDependencies: {'@omi-dev/cli': range},
  peerDependenciesMeta: {'@omi-dev/cli': {optional: true}},
})

const greeting = (version: string, range: string) =>
  pluginFolder('greet', {files: {'commands/greet.js': command('greet')}, package: {...asking(range), version}})

/** A plugin that is installed, and then has a newer version that asks for another omi. */
async function installedPlugin(range: string) {
  const {publish, url} = await registry(greeting('1.0.0', range))
  const options = {env: {OMI_NPM_REGISTRY: url}, home: temporaryFolder()}
  const run = await json(['plugins', 'install', 'greet', '--yes'], options)
  await publish(greeting('2.0.0', '>=99'))
  return {options, run}
}

/** The home folder and the variables of a run that has a mirror, once `change` has had its file. */
async function mirrored(change: (file: MirrorFile) => Promise<void> | void) {
  const {apiBase, apiKey} = await sandboxForTest()
  const options = {env: {...pointedAt(apiBase, apiKey), OMI_SQLITE: 'wasm'}, home: temporaryFolder()}
  expect(await omi(['sync'], options)).toMatchObject({code: 0})
  await change(mirrorIn(options.home))
  return json(['search', 'tea'], options)
}

const PROVOKED: Readonly<Record<Exclude<ErrorCode, keyof typeof NOT_HERE>, Provoke>> = {
  async already_running() {
    const home = temporaryFolder()
    const file = factsFile(1)
    const asked = new EventTarget()
    const first = once(asked, 'asked')
    const apiBase = await serverForTest(() => asked.dispatchEvent(new Event('asked')))
    const child = startOmi(create(file), {env: pointedAt(apiBase), home})
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    await first
    return json(create(file), {env: pointedAt(apiBase), home})
  },
  async ambiguous_id() {
    const body = ['a', 'b'].map((end) => ({content: end, id: `0123456789${end}`}))
    const options = {env: pointedAt((await serverAnswering({body})).apiBase), home: temporaryFolder()}
    await omiOnTerminal(['memory', 'list'], options)
    const {code, screen} = await omiOnTerminal(['memory', 'get', '012345'], options)
    return {code, stderr: screen}
  },
  answer_broke_off: chatted('data: Yes\n\n'),
  answer_failed: chatted('error: {"error": "server_error"}\n\n'),
  authentication_failed: answered({body: {detail: 'No.'}, status: 401}),
  browser_sign_in_required: withKey('key', 'list'),
  async cancelled() {
    const env = pointedAt((await serverAnswering({body: {id: 'm'}})).apiBase)
    const replies = [{to: '?', type: 'n\r'}]
    const {code, screen} = await omiOnTerminal(['memory', 'delete', 'm'], {env, replies})
    return {code, stderr: screen}
  },
  cannot_change_plugins: async () =>
    json(['plugins', 'link', pluginFolder('omi-plugin-hello', {files: HELLO})], {home: homeWithFile('data')}),
  cannot_run: () => json(['sandbox', 'exec', '--', 'no-such-command-here']),
  cannot_use_file: faulty(
    "Object.assign(new Error('EIO: i/o error, open'), {code: 'EIO', errno: -5, path: '/x', syscall: 'open'})",
  ),
  cannot_wait_for_browser: beforehand(
    `require('node:net').Server.prototype.listen = function () {
      process.nextTick(() => this.emit('error', Object.assign(new Error('in use'), {code: 'EADDRINUSE'})))
    }`,
    ['auth', 'login', '--browser'],
  ),
  cannot_write_completions: () => json(['autocomplete', 'bash'], {home: homeWithFile('cache')}),
  async cannot_write_configuration() {
    const home = temporaryFolder()
    writeFileSync(join(home, '.omi'), '')
    return json(['config', 'set', 'api_base', 'https://api.omi.me'], {home})
  },
  cannot_write_output: () => shell('"$@" --json version > /dev/full'),
  // Not even root can write there.
  cannot_write_progress: () => json(create(factsFile(1)), {env: pointedAt(NOBODY), home: '/sys'}),
  confirmation_required: withKey('memory', 'delete', 'm'),
  connection_failed: () => json(['memory', 'list'], {env: {...pointedAt(NOBODY), OMI_MAX_ATTEMPTS: '1'}}),
  async delivery_failed() {
    const {apiBase} = await serverAnswering({status: 500})
    return json(['app', 'send', 'day_summary', '--to', apiBase])
  },
  async desktop_failed() {
    const {apiBase} = await serverAnswering({body: {error: 'No such tool', ok: false}})
    return json(['local', 'call', 'x'], {env: {OMI_LOCAL_API_URL: apiBase, OMI_LOCAL_TOKEN: 'token-of-the-desktop'}})
  },
  desktop_not_configured: () => json(['local', 'tools']),
  async current_folder_gone() {
    const folder = join(temporaryFolder(), 'gone')
    mkdirSync(folder)
    return shell('cd "$1" && rmdir "$1" && shift && OMI_CONFIG=relative.toml "$@" --json config path', folder)
  },
  async firebase_refresh_failed() {
    const server = await SignInServer.start()
    server.fail('refresh', {body: {error: {message: 'MISSING'}}, status: 400})
    return json(['memory', 'list'], {env: server.env, home: homeWithSession(server, 4000)})
  },
  firebase_sign_in_failed: signedIn({}, 'firebase sign-in', {body: {error: {message: 'INVALID'}}, status: 400}),
  firebase_token_missing: signedIn({}, 'exchange', {body: {custom_token: null}, status: 200}),
  async interrupted() {
    const asked = new EventTarget()
    const first = once(asked, 'asked')
    const apiBase = await serverForTest(() => asked.dispatchEvent(new Event('asked')))
    const run = running(['--json', 'memory', 'list'], {env: pointedAt(apiBase)})
    await first
    return run.end('SIGINT')
  },
  invalid_configuration: () => json(['memory', 'list'], {home: homeWithConfig('active_profile = ')}),
  invalid_id: withKey('memory', 'get', '..'),
  invalid_jq: filtered('.['),
  invalid_request: answered({body: {detail: 'No.'}, status: 422}),
  invalid_value: withKey('memory', 'list', '--limit', '0'),
  jq_failed: filtered('error'),
  jq_too_large: filtered('def f: 1 + f; f'),
  missing_argument: withKey('memory', 'get'),
  missing_scope: answered({body: {detail: 'No.'}, status: 403}),
  no_fields_to_update: withKey('memory', 'update', 'm'),
  no_home_folder: () =>
    shell('exec env -u HOME -u NODE_COMPILE_CACHE setpriv --reuid=54321 --clear-groups "$@" --json memory list'),
  file_exists: () =>
    json(['export', 'memory', '--format', 'json', '-o', join(homeWithFile('there'), '.omi', 'there')], {
      env: pointedAt(NOBODY),
    }),
  nothing_to_export: () =>
    json(['export', 'memory', '--format', 'json', '--from', 'mirror', '-o', join(temporaryFolder(), 'x')], {
      env: pointedAt(NOBODY),
    }),
  output_path_wanted: withKey('export', 'memory', '--format', 'json'),
  verification_failed() {
    const files = [{count: 1, format: 'json', noun: 'memory', path: 'memories.json', sha256: ''}]
    const home = homeWithFile('backup/manifest.json', JSON.stringify({exported_at: '', files, missing: []}))
    return json(['export', 'verify', join(home, '.omi', 'backup')])
  },
  no_input: withKey('memory', 'create', '-'),
  no_such_command: () => json(['memory', 'lisst']),
  no_such_option: () => json(['memory', 'list', '--lim']),
  no_such_profile: () => json(['--profile', 'nobody', 'memory', 'list']),
  nobody_to_ask: hello(
    `const {BaseCommand} = require('@omi-dev/cli')
    module.exports = class extends BaseCommand { async run() { return this.askFor('Who?') } }`,
    asking('*'),
  ),
  not_a_developer_key: () => json(['auth', 'login', '--api-key', '-'], {input: 'nothing'}),
  not_a_plugin: () => json(['plugins', 'link', pluginFolder('omi-plugin-none', {package: {oclif: undefined}})]),
  not_authenticated: () => json(['memory', 'list']),
  not_available: answered({body: {detail: {enabled: false, reason: 'Not here.'}}, status: 403}),
  not_cleared: answered({body: {detail: 'At least one field must be provided'}, status: 422}, [
    'goal',
    'update',
    'g',
    '--clear-horizon',
  ]),
  mirror_damaged: () => mirrored(({path}) => writeFileSync(path, 'SQLite format 3, or so they say'.repeat(400))),
  async mirror_in_use() {
    let locked: FileLock | undefined
    const run = await mirrored(async ({path}) => {
      locked = await lockFile(`${path}.omi`)
    })
    await locked?.release()
    return run
  },
  mirror_newer: () =>
    mirrored((file) =>
      file.write((database) => {
        database.run('PRAGMA user_version = 2')
      }),
    ),
  cannot_use_mirror: () =>
    mirrored(({path}) => {
      rmSync(path)
      mkdirSync(path)
    }),
  nothing_to_search: withKey('search', 'tea'),
  not_found: answered({body: {detail: 'No.'}, status: 404}, ['memory', 'get', 'm']),
  nothing_to_refresh: () => json(['auth', 'refresh']),
  oauth_code_missing: signedIn({code: null}),
  oauth_provider_error: signedIn({code: null, error: 'access_denied'}),
  oauth_state_mismatch: signedIn({state: 'x'}),
  paid_plan_required: answered({body: {detail: 'No.'}, status: 402}),
  plugin_failed: hello("throw new Error('broken')"),
  plugin_list_damaged: () => json(['plugins', 'reset'], {home: homeWithFile('data/package.json', '{nope')}),
  plugin_needs_node: hello(command('hello'), {engines: {node: '>=99'}}),
  async plugin_not_created() {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    return json(['plugins', 'create', 'hello', join(folder, 'file/new')])
  },
  plugin_not_found: () => json(['plugins', 'inspect', 'not-there']),
  plugin_not_installed: async () => (await installedPlugin('>=99')).run,
  plugin_not_linked: () =>
    json(['plugins', 'link', pluginFolder('omi-plugin-hello', {files: HELLO, package: asking('>=99')})]),
  async plugins_not_updated() {
    const {options} = await installedPlugin('*')
    return json(['plugins', 'update'], options)
  },
  async plugins_unreadable() {
    const home = homeWithFile('data/package.json')
    const file = join(home, '.omi/data/package.json')
    rmSync(file)
    symlinkSync(file, file)
    return json(['plugins', 'link', pluginFolder('omi-plugin-hello', {files: HELLO})], {home})
  },
  async port_in_use() {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.close()
    })
    return json(['sandbox', 'start', '--port', String((server.address() as {port: number}).port)])
  },
  async progress_damaged() {
    const options = {
      env: pointedAt((await serverAnswering({body: {memories: [{id: 'm'}]}})).apiBase),
      home: temporaryFolder(),
    }
    const file = factsFile(1)
    await json(create(file), options)
    const jobs = join(options.home, '.omi/jobs')
    for (const name of readdirSync(jobs)) writeFileSync(join(jobs, name), '{nope')
    return json(create(file), options)
  },
  rate_limited: answered({headers: {'retry-after': '3600'}, status: 429}),
  request_refused: answered({body: {detail: 'No.'}, status: 409}),
  server_error: answered({status: 502}),
  some_failed: answered({body: {detail: 'No.'}, status: 404}, ['memory', 'delete', 'a', 'b', '--yes']),
  token_exchange_failed: signedIn({}, 'exchange', {body: {detail: 'expired'}, status: 400}),
  unexpected_argument: withKey('folder', 'list', 'x'),
  unexpected_error: faulty("new TypeError('boom')"),
  unexpected_response: answered({body: '<html>'}),
  unknown_config_key: () => json(['config', 'set', 'colour', 'red']),
  unusable_exit_code: hello(command('hello', 'Says.prototype.run = async () => process.exit(256)')),
}

/** What stands in a title in place of its `…`. */
const patternOf = (title: string): RegExp =>
  new RegExp(title.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`).replaceAll('…', '.*'))

describe('the table of error codes', () => {
  it('leaves out none without a reason', () => {
    expect([...Object.keys(PROVOKED), ...Object.keys(NOT_HERE)].toSorted()).toEqual(Object.keys(ERRORS).toSorted())
  })

  // Only root can be somebody whom the system does not know.
  const rows = (Object.entries(PROVOKED) as Array<[ErrorCode, Provoke]>).filter(
    ([code]) => code !== 'no_home_folder' || process.getuid?.() === 0,
  )

  it.each(rows)(
    'has %s',
    async (code, provoke) => {
      const {exit, title} = ERRORS[code]
      const run = await provoke()
      const last = run.stderr.trimEnd().split('\n').at(-1) ?? ''
      if (!last.startsWith('{')) {
        // These come of somebody's answers at a terminal, and never in JSON.
        expect(['ambiguous_id', 'cancelled']).toContain(code)
        expect(run.stderr).toMatch(patternOf(title))
        expect(run.code).toBe(exit)
        return
      }

      const error = JSON.parse(last) as {code: string; error: string; exit_code: number}
      expect(error).toMatchObject({code, exit_code: run.code})
      expect(error.error).toMatch(patternOf(title.replace(/[:(]? ?….*$/, '')))
      if (exit !== undefined) expect(run.code).toBe(exit)
    },
    60_000,
  )
})
