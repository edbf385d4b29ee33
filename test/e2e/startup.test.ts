import {readFileSync} from 'node:fs'
import {join, relative, sep} from 'node:path'
import {describe, expect, it} from 'vitest'

import {ROOT} from '../support/examples.js'
import {omi, temporaryFolder} from '../support/omi.js'
import {pointedAt, serverAnswering} from '../support/server.js'

/** What the bench's probe tells of a run. */
interface Report {
  /** Modules of Node.js that its own start does not load. */
  readonly builtins: string[]
  readonly modules: string[]
  readonly opened: string[]
}

const PROBE = join(ROOT, 'scripts/bench/probe.cjs')

const MEMORY = {id: 'm1', content: 'Likes walks', category: 'interesting'}

/** Runs the built binary and tells what it loaded and opened, by paths from the project's folder on. */
async function loadedBy(args: string[], {home = temporaryFolder()} = {}) {
  const {apiBase} = await serverAnswering({body: args.includes('list') ? [MEMORY] : MEMORY})
  const report = join(temporaryFolder(), 'report.json')
  const env = {...pointedAt(apiBase), NODE_OPTIONS: `--require ${PROBE}`, PROBE_REPORT: report}
  expect(await omi(args, {env, home})).toMatchObject({code: 0, stderr: ''})
  const {builtins, modules, opened} = JSON.parse(readFileSync(report, 'utf8')) as Report
  const inHome = (path: string) => path.startsWith(home)
  return {
    builtins,
    inHome: opened.filter((path) => inHome(path)).map((path) => relative(home, path)),
    modules: modules.map((path) => fromRoot(path)),
    opened: opened.filter((path) => !inHome(path)).map((path) => fromRoot(path)),
  }
}

/** A path from the project's folder on, without the hash that the build gives to a chunk. */
const fromRoot = (path: string) =>
  relative(ROOT, path)
    .split(sep)
    .join('/')
    .replace(/-[a-z\d]{8}\.js$/, '.js')

/** Every run that has a command begins with these. */
const START = [
  'bin/run.js',
  'dist/main.js',
  'dist/dispatch.js',
  'dist/chunks/rolldown-runtime.js',
  'dist/chunks/shared.js',
]

/** Modules of Node.js that cost a start some milliseconds, and that these runs can do without. */
const COSTLY = ['child_process', 'fs/promises', 'perf_hooks', 'readline', 'v8', 'worker_threads']
const NETWORK = ['crypto', 'http', 'https', 'tls', 'zlib']

describe('what a start reads', () => {
  it('is plain ASCII, which V8 keeps as it is', () => {
    const files = START.filter((path) => path.startsWith('dist/') && !path.includes('rolldown-runtime'))
    // eslint-disable-next-line no-control-regex
    for (const path of files) expect(readFileSync(join(ROOT, path), 'utf8'), path).toMatch(/^[\0-\x7F]*$/)
  })
})

describe('a start opens and loads no more than it needs', () => {
  it('for --version', async () => {
    const {builtins, inHome, modules, opened} = await loadedBy(['--version'])
    expect(opened).toEqual(['bin/run.js', 'dist/main.js'])
    expect(modules).toEqual(opened)
    expect(inHome).toEqual([])
    expect(builtins.filter((name) => [...COSTLY, ...NETWORK].includes(name))).toEqual([])
  })

  it('for config path', async () => {
    const {builtins, inHome, modules, opened} = await loadedBy(['config', 'path'])
    expect(opened).toEqual([...START, 'dist/commands/config/path.js'])
    expect(modules).toEqual(opened)
    // Where a user may have plugins.
    expect(inHome).toEqual(['.omi/data/package.json'])
    expect(builtins.filter((name) => [...COSTLY, ...NETWORK].includes(name))).toEqual([])
  })

  it('for --help', async () => {
    const {builtins, inHome, modules, opened} = await loadedBy(['--help'])
    expect(modules.slice(0, 6)).toEqual([...START, 'dist/help.js'])
    expect(modules.slice(6).every((path) => path.startsWith('dist/chunks/'))).toBe(true)
    expect(modules.length).toBeLessThanOrEqual(8)
    expect(opened.length).toBeLessThanOrEqual(12)
    expect(opened).toEqual([...new Set(opened)])
    expect(inHome).toEqual(['.omi/theme.json', '.omi/data/package.json'])
    expect(builtins.filter((name) => [...COSTLY, ...NETWORK].includes(name))).toEqual([])
  })

  it('for memory list and memory create', async () => {
    const runs = [
      await loadedBy(['--json', 'memory', 'list']),
      await loadedBy(['--json', 'memory', 'create', MEMORY.content]),
    ]
    for (const [index, {builtins, inHome, modules, opened}] of runs.entries()) {
      const verb = `dist/commands/memory/${['list', 'create'][index]}.js`
      expect(opened).toEqual([...START, verb, 'dist/chunks/http-client.js'])
      expect(modules).toEqual(opened)
      expect(inHome).toEqual(['.omi/data/package.json', '.omi/config.toml'])
      // The server of the test is one of http.
      const needless = [...COSTLY, ...NETWORK].filter((name) => name !== 'http')
      expect(builtins.filter((name) => needless.includes(name))).toEqual([])
    }
  })
})
