// Runs the tests, the bench, or both with other versions of Node.js: node scripts/node-versions.mjs --test --bench 22 24 26.
// With --version-bound only those tests run whose subject Node.js has a part in.
// The versions come from the npm registry and are kept in the project, until npm ci: nobody else can put a `node` there.
import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync} from 'node:fs'
import {delimiter, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(root, 'node_modules/.cache/omi-node-versions')

const {positionals, values} = parseArgs({
  allowPositionals: true,
  options: {
    bench: {type: 'boolean'},
    instructions: {type: 'boolean'},
    long: {default: '3', type: 'string'},
    runs: {default: '21', type: 'string'},
    test: {type: 'boolean'},
    'version-bound': {type: 'boolean'},
  },
})
const majors = positionals.length > 0 ? positionals : ['20', '22', '24', '26']

/** What differs between versions: starting, compiling, the file system, the network, terminals, signals and plugins. */
const VERSION_BOUND = [
  'auth.test',
  'compile-cache',
  'config.test',
  'crash.test',
  'interruption',
  'login',
  'memory.test',
  'network',
  'output.test',
  'plugin-hooks',
  'plugin-link',
  'plugin-output',
  'requests',
  'sandbox-exec',
  'session',
  'smoke',
  'startup',
].map((name) => `test/e2e/${name}`)

const binary = (major) => join(cache, 'node_modules', `node${major}`, 'bin', 'node')

/** Gets the newest release of each major version; gives the path of each one's `node`. */
function fetchVersions() {
  const missing = majors.filter((major) => !existsSync(binary(major)))
  if (missing.length > 0) {
    mkdirSync(cache, {recursive: true})
    const packages = missing.map((major) => `node${major}@npm:node-${process.platform}-${process.arch}@${major}`)
    const options = ['--prefix', cache, '--ignore-scripts', '--no-audit', '--no-fund']
    execFileSync('npm', ['install', ...options, ...packages], {cwd: cache, stdio: 'inherit'})
  }

  return majors.map((major) => binary(major))
}

/** What a child process needs for `node` to be this one. */
const environmentWith = (node) => ({...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`})

const versionOf = (node) => execFileSync(node, ['--version'], {encoding: 'utf8'}).trim()

/** Whether all tests pass. */
function testWith(node) {
  console.log(`Node.js ${versionOf(node)}`)
  // The docs, the faults and the shells say nothing about a version that these do not.
  const projects = ['agents', 'crashes', 'data', 'installs', 'sandbox', 'terminals', 'tests'].flatMap((name) => [
    '--project',
    name,
  ])
  const options = ['run', ...projects, ...(values['version-bound'] ? VERSION_BOUND : [])]
  const {status} = spawnSync(node, [join(root, 'node_modules/vitest/vitest.mjs'), ...options], {
    cwd: root,
    env: environmentWith(node),
    stdio: 'inherit',
  })
  return status === 0
}

function benchWith(node) {
  const options = ['--json', '--runs', values.runs, '--long', values.long]
  if (values.instructions) options.push('--instructions')
  const text = execFileSync(node, [join(root, 'scripts/bench.mjs'), ...options], {
    encoding: 'utf8',
    env: environmentWith(node),
  })
  return JSON.parse(text)
}

/** A row for each figure, a column for each version. */
function tableOf(results) {
  const rows = {}
  const put = (row, node, value) => {
    rows[row] = {...rows[row], [node]: value}
  }

  for (const {instructions, usage, 'list --all': long, node, wall} of results) {
    put('node -e 0, ms', node, wall[0].ms)
    for (const {command, times, 'at most': limit} of wall.slice(1)) {
      put(`${command}, times`, 'at most', limit ?? '')
      put(`${command}, times`, node, times)
    }

    for (const {command, times} of instructions?.slice(1) ?? []) put(`${command}, times the instructions`, node, times)
    put('peak memory of a list, times', node, usage.at(-1).times)
    for (const [name, value] of Object.entries(long ?? {})) put(`list --all: ${name}`, node, value)
  }

  return rows
}

const nodes = fetchVersions()
// Nothing comes after a failure, so that it is the last that is read.
if (values.test && !nodes.every((node) => testWith(node))) process.exitCode = 1
else if (values.bench) console.table(tableOf(nodes.map((node) => benchWith(node))))
