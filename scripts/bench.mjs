// Measures start-up in wall time as multiples of `node -e 0`: paired, interleaved runs, so that a machine that slows
// down meanwhile slows both sides. Prints a table, or JSON with --json. `npm run bench -- --runs 41` for steadier figures.
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

const {values} = parseArgs({options: {json: {type: 'boolean'}, runs: {default: '21', type: 'string'}}})
const omi = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'omi-bench-'))

/** What is measured, and the most it may cost. */
const CASES = {
  'node -e 0': {args: ['-e', '0']},
  'omi --version': {args: [omi, '--version']},
  'omi config path': {args: [omi, 'config', 'path'], limit: 2.2},
  'omi --help': {args: [omi, '--help']},
  'omi --json memory list': {args: [omi, '--json', 'memory', 'list'], limit: 2.7},
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

function time(args, env) {
  const start = performance.now()
  const {status, stderr} = spawnSync(process.execPath, args, {env})
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`)
  return performance.now() - start
}

// In the caller's own environment: NODE_EXTRA_CA_CERTS alone makes every Node.js start much slower, an empty one too.
const environment = {...process.env, HOME: home}
for (const name of Object.keys(environment)) if (name.startsWith('OMI_')) delete environment[name]
const sandbox = spawn(process.execPath, [omi, '--json', 'sandbox', 'start', '--seed-data', '--rate-limits', 'off'], {
  env: environment,
})
try {
  const [line] = await once(sandbox.stdout.setEncoding('utf8'), 'data')
  const {api_base: OMI_API_BASE, api_key: OMI_API_KEY} = JSON.parse(line)
  const env = {...environment, OMI_API_BASE, OMI_API_KEY}
  const samples = Object.fromEntries(Object.keys(CASES).map((name) => [name, []]))
  for (let run = 0; run < Number(values.runs); run += 1) {
    const base = time(CASES['node -e 0'].args, env)
    for (const [name, {args}] of Object.entries(CASES)) {
      const milliseconds = name === 'node -e 0' ? base : time(args, env)
      samples[name].push({milliseconds, ratio: milliseconds / base})
    }
  }

  const rows = Object.entries(samples).map(([command, runs]) => ({
    command,
    ms: Number(median(runs.map(({milliseconds}) => milliseconds)).toFixed(1)),
    times: Number(median(runs.map(({ratio}) => ratio)).toFixed(2)),
    'at most': CASES[command].limit ?? null,
  }))
  if (values.json) console.log(JSON.stringify({node: process.versions.node, runs: Number(values.runs), rows}))
  else console.table(rows)
} finally {
  sandbox.kill()
  rmSync(home, {force: true, recursive: true})
}
