// Measures omi sync, search and export with an account of 100,000 memories and 5,000 conversations of 200 segments each, with each engine that this Node.js
// has: processor time, which other programs on the machine change less than wall time, and peak memory. Takes some minutes; `npm run bench -- --mirror`, or by
// itself with a smaller account: node scripts/bench/mirror.mjs --memories 5000 --conversations 250.
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

import {median} from './runs.mjs'

const beside = (name) => fileURLToPath(new URL(name, import.meta.url))
const OMI = [process.execPath, '--require', beside('usage.cjs'), beside('../../bin/run.js')]

/** Of the first word that the server makes there is one in most items; of the other in few. */
const WORDS = {'of many': 'jrsxkl', 'of few': 'ksgbjeo'}

/** The most that it may cost, of an account of full size. */
const LIMITS = {
  export: {cpu: 15, peak: 200},
  requests: 40,
  search: {bundled: 2.5, node: 1.5},
  sync: {cpu: 25, peak: 200},
}

/** What goes into a file each; a folder of notes is a case of its own. */
const FORMATS = ['json', 'csv', 'html', 'atom', 'anki', 'sqlite', 'xlsx', 'parquet']

/** Rows of what was measured. `runs` is how often a search runs. */
export async function measureMirror({conversations = 5000, memories = 100_000, runs = 11} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'omi-bench-mirror-'))
  const server = spawn(process.execPath, [beside('mirror-server.mjs'), memories, conversations])
  try {
    const [port] = await once(server.stdout.setEncoding('utf8'), 'data')
    const rows = []
    for (const engine of ENGINES) {
      const home = join(folder, engine)
      mkdirSync(join(home, '.omi'), {recursive: true})
      const env = environmentFor({engine, home, port: port.trim()})
      rows.push(
        ...measureSync(engine, {env, folder}),
        ...measureSearch(engine, {env, folder, runs}),
        ...measureExports(engine, {env, folder}),
      )
    }

    return rows
  } finally {
    server.kill()
    rmSync(folder, {force: true, recursive: true})
  }
}

const OWN = process.getBuiltinModule?.('node:sqlite') ? ['node'] : []
const ENGINES = [...OWN, 'bundled']

function environmentFor({engine, home, port}) {
  const environment = {...process.env, HOME: home, OMI_API_BASE: `http://127.0.0.1:${port}`}
  // It makes every start of Node.js slower, so that all else seems faster.
  delete environment.NODE_EXTRA_CA_CERTS
  return {...environment, OMI_API_KEY: `omi_dev_${'0'.repeat(32)}`, OMI_SQLITE: engine === 'bundled' ? 'wasm' : ''}
}

/** One run: seconds of the processor, peak memory in MB, and what it said. Throws when it fails. */
function run(args, {env, folder}) {
  const [node, ...before] = OMI
  const report = join(folder, 'usage.json')
  const {status, stderr, stdout} = spawnSync(node, [...before, ...args], {
    encoding: 'utf8',
    env: {...env, USAGE_REPORT: report},
    maxBuffer: 2 ** 27,
  })
  if (status !== 0) throw new Error(`omi ${args.join(' ')} failed: ${stderr}`)
  return {...JSON.parse(readFileSync(report, 'utf8')), stdout}
}

const rowOf = (engine, what, {cpu, peak}, most = {}) => ({
  engine,
  what,
  's cpu': round(cpu),
  'at most': most.cpu ?? null,
  'peak MB': Math.round(peak),
  'MB at most': most.peak ?? null,
})

function measureSync(engine, place) {
  const first = run(['--json', 'sync'], place)
  const again = run(['--json', 'sync'], place)
  const {requests} = JSON.parse(again.stdout)
  return [
    rowOf(engine, 'first sync', first, LIMITS.sync),
    // Each page of the memories is a request: more than a thousand of them are more than the limit is for.
    rowOf(engine, `sync with nothing new, ${requests} requests (at most ${LIMITS.requests} for 3,000 memories)`, again),
  ]
}

/** Searches and `omi config path` by turns. */
function measureSearch(engine, {runs, ...place}) {
  const lines = {
    path: ['config', 'path'],
    ...Object.fromEntries(Object.entries(WORDS).map(([of, word]) => [of, ['search', word]])),
  }
  const taken = Object.fromEntries(Object.keys(lines).map((name) => [name, []]))
  for (let round = 0; round <= runs; round += 1) {
    for (const [name, line] of Object.entries(lines)) {
      const usage = run(line, place)
      // The first time Node.js compiles what it keeps compiled.
      if (round > 0) taken[name].push(usage)
    }
  }

  const medianOf = (name, key) => median(taken[name].map((usage) => usage[key]))
  const path = medianOf('path', 'cpu')
  return Object.keys(WORDS).map((of) => {
    const usage = {cpu: medianOf(of, 'cpu'), peak: medianOf(of, 'peak')}
    const times = `${round(usage.cpu / path)} times config path (${engine === ENGINES[0] ? `at most ${LIMITS.search[engine]}` : 'forced'})`
    return rowOf(engine, `search for a word ${of}: ${times}`, usage)
  })
}

function measureExports(engine, place) {
  const target = join(place.folder, 'export')
  const exported = (what, args, most) => {
    const usage = run(['export', ...args, '--from', 'mirror', '-o', target], place)
    rmSync(target, {force: true, recursive: true})
    return rowOf(engine, what, usage, most)
  }

  return [
    exported('export all --format jsonl', ['all', '--format', 'jsonl'], LIMITS.export),
    ...['md', ...FORMATS].map((format) => exported(`export memory --format ${format}`, ['memory', '--format', format])),
  ]
}

const round = (number) => Number(number.toFixed(2))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {values} = parseArgs({
    options: {
      conversations: {type: 'string'},
      json: {type: 'boolean'},
      memories: {type: 'string'},
      runs: {type: 'string'},
    },
  })
  const sizes = Object.fromEntries(
    ['conversations', 'memories', 'runs'].filter((name) => values[name]).map((name) => [name, Number(values[name])]),
  )
  const rows = await measureMirror(sizes)
  if (values.json) console.log(JSON.stringify(rows))
  else console.table(rows)
}
