// Measures start-up: wall time as multiples of `node -e 0` in paired, interleaved runs, so
// that a machine that slows down meanwhile slows both sides; peak memory; modules loaded and files opened; and where the
// time of one run goes. `npm run bench -- --runs 41` for steadier figures, `--json` for a document, `--instructions` to have
// valgrind count those too. GitHub's `gh` is measured in the same rounds where it is installed. `--folder packs/omi-VERSION-TARGET`
// measures the folder of a platform (npm run pack) against its own Node.js.
//
// NODE_EXTRA_CA_CERTS is taken away: it alone makes an empty Node.js twice as slow, and so everything else look fast. The https
// server has a certificate that is made for the run, and the client is told not to check it; it loads the certificates that it
// trusts all the same.
//
// `list --all` reads 100,000 memories from a server that has rendered every page beforehand. It is compared with curl,
// which gets the very requests that omi made (pages overlap by one memory), one after the other, into a file and into
// nothing; and with node:http, which throws away what it reads, because a program of Node.js cannot be faster than that.
// Its peak memory is compared with that of a list of one full page.
import {execFileSync, fork, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

import {instructions} from './bench/instructions.mjs'
import {measureMirror} from './bench/mirror.mjs'
import {has, median, onTerminal, probe, time} from './bench/runs.mjs'
import {NODE_FLAGS} from './pack/node.mjs'

const {values} = parseArgs({
  options: {
    folder: {type: 'string'},
    instructions: {type: 'boolean'},
    items: {default: '100000', type: 'string'},
    json: {type: 'boolean'},
    long: {default: '3', type: 'string'},
    mirror: {type: 'boolean'},
    runs: {default: '21', type: 'string'},
  },
})
const packed = values.folder && join(resolve(values.folder), 'lib/omi')
const node = packed ? join(packed, 'node') : process.execPath
const omi = packed
  ? [node, NODE_FLAGS, join(packed, 'bin/run.js')]
  : [node, fileURLToPath(new URL('../bin/run.js', import.meta.url))]
const folder = mkdtempSync(join(tmpdir(), 'omi-bench-'))
const home = join(folder, 'home')
const homeWithPlugin = join(folder, 'home-with-plugin')

const list = [...omi, '--json', 'memory', 'list']

/** The most that a run may take, times `node -e 0`: from the npm package, and from the folder of a platform. */
const LIMITS = packed
  ? {configPath: 1.7, help: 2.1, http: 2.3, https: 2.8, version: 1.35}
  : {configPath: 2.1, help: 2.4, http: 3.2, https: 3.6, version: 1.5}

/** What is measured, and the most it may cost: in wall time, and in memory. */
const CASES = {
  'node -e 0': {command: [node, '-e', '0']},
  'omi --version': {command: [...omi, '--version'], limit: LIMITS.version},
  'omi config path': {command: [...omi, 'config', 'path'], limit: LIMITS.configPath},
  'omi config path (a plugin linked)': {command: [...omi, 'config', 'path'], limit: LIMITS.configPath, plugin: true},
  'omi --help': {command: [...omi, '--help'], limit: LIMITS.help},
  'omi --json memory list (https)': {command: list, https: true, limit: LIMITS.https},
  'omi --json memory list': {command: list, limit: LIMITS.http, memoryLimit: 1.6},
}

/** What starts the folder's. */
const LAUNCHER = packed && {
  'bin/omi config path': {command: [join(resolve(values.folder), 'bin/omi'), 'config', 'path']},
}

/** Another command line, which is no program of Node.js. */
const GH = {'gh --version': {command: ['gh', '--version']}}

/** On a pseudo terminal of util-linux, which takes its time too: so does node there. */
const TERMINAL_CASES = {
  'node -e 0 (on a terminal)': {command: onTerminal([node, '-e', '0'])},
  'omi memory list (on a terminal)': {command: onTerminal([...omi, 'memory', 'list'])},
}

/** The environment of a case; undefined where there is no https server, since nobody can make a certificate here. */
function environmentOf({https, plugin}, {env, secure}) {
  if (https) return secure && {...env, ...secure}
  return plugin ? {...env, HOME: homeWithPlugin} : env
}

/** Every other case in each round is a multiple of the first. The first round fills caches, and does not count. */
function measureRounds(cases, {runs, ...environments}) {
  const measured = Object.entries(cases).flatMap(([name, one]) => {
    const env = environmentOf(one, environments)
    return env ? [{...one, env, name, samples: []}] : []
  })
  for (let run = -1; run < runs; run += 1) {
    let base
    for (const {command, env, samples} of measured) {
      const milliseconds = time(command, {env})
      base ??= milliseconds
      if (run >= 0) samples.push({milliseconds, ratio: milliseconds / base})
    }
  }

  return measured.map(({limit, name, samples}) => ({
    command: name,
    ms: round(median(samples.map(({milliseconds}) => milliseconds)), 1),
    times: round(median(samples.map(({ratio}) => ratio))),
    'at most': limit ?? null,
  }))
}

/** The same runs by their instructions. */
function measureInstructions(environments) {
  const counts = Object.entries(CASES).flatMap(([name, one]) => {
    const env = environmentOf(one, environments)
    return env ? [{limit: one.limit, millions: instructions(one.command, {env, folder}), name}] : []
  })
  const [{millions: base}] = counts
  return counts.map(({limit, millions, name}) => ({
    command: name,
    millions: round(millions, 0),
    times: round(millions / base),
    'at most': limit ?? null,
  }))
}

/** What `node -e 0` and the commands did in a probed run each: peak memory, modules, files. */
function measureUsage(environments) {
  const cases = Object.entries(CASES).filter(([, {https}]) => !https)
  const usage = cases.map(([name, {command, memoryLimit, ...one}]) => {
    const env = environmentOf(one, environments)
    const probed = Array.from({length: 5}, () => probe(command, {env, folder}))
    return {memoryLimit: memoryLimit ?? null, name, peak: median(probed.map(({peak}) => peak)), ...countsOf(probed[0])}
  })
  const [{peak: base}] = usage
  return usage.map(({builtins, files, memoryLimit, modules, name, peak}) => ({
    command: name,
    'peak MB': round(peak / 1024, 1),
    times: round(peak / base),
    'at most': memoryLimit,
    modules,
    'of Node.js': builtins,
    files,
  }))
}

const countsOf = ({builtins, modules, opened}) => ({
  builtins: builtins.length,
  files: opened.length,
  modules: modules.length,
})

/** Where the time of a list goes, in milliseconds; the probe's own work is in it. */
function breakdown(env) {
  const runs = Array.from({length: Math.min(11, Number(values.runs))}, () =>
    probe(CASES['omi --json memory list'].command, {env, folder}),
  )
  const between = (from, to) =>
    round(median(runs.map(({marks, total}) => (to ? marks[to] : total) - (from ? marks[from] : 0))), 1)
  return {
    'Node.js starts': between(undefined, 'probe'),
    'main and the shared chunk load': between('probe', 'imports'),
    'oclif’s configuration': between('imports', 'config'),
    'command, settings, got load': between('config', 'request'),
    'request until the answer is there': between('request', 'answer'),
    'JSON on stdout': between('answer', 'exit'),
    'the process ends': between('exit'),
  }
}

async function measureLongList(env) {
  const long = await listServer(values.items)
  const short = await listServer('1000')
  try {
    const command = [...omi, '--json', 'memory', 'list', '--all']
    const envOf = ({base}) => ({...env, OMI_API_BASE: base})
    // The first run makes the server render its pages.
    const {peak} = probe(command, {env: envOf(long), folder})
    const {peak: pagePeak} = probe(command, {env: envOf(short), folder})
    long.server.send('pages')
    const [pages] = await once(long.server, 'message')
    const urls = pages.map((target) => long.base + target)
    const curl = (output) =>
      has('curl')
        ? time(['curl', '--config', '-'], {
            env,
            input: ['silent', 'fail', ...urls.map((url) => `url = "${url}"\noutput = ${output}`)].join('\n'),
            silent: true,
          })
        : null
    const reader = [node, fileURLToPath(new URL('bench/read-pages.mjs', import.meta.url))]
    const taken = Array.from({length: Number(values.long)}, () => ({
      curl: curl('/dev/null'),
      curlToFile: curl(join(folder, 'pages.json')),
      node: time(reader, {env, input: urls.join('\n'), silent: true}),
      omi: time(command, {env: envOf(long), silent: true}),
    }))
    const milliseconds = (name) => round(median(taken.map((one) => one[name])), 0)
    const times = (name) => (taken[0][name] === null ? null : round(median(taken.map((one) => one.omi / one[name]))))
    return {
      items: Number(values.items),
      requests: pages.length,
      'omi ms': milliseconds('omi'),
      'node:http ms': milliseconds('node'),
      'curl to a file ms': milliseconds('curlToFile'),
      'curl to nothing ms': milliseconds('curl'),
      'times node:http': times('node'),
      'times curl to a file': times('curlToFile'),
      'times curl to nothing': times('curl'),
      'times curl at most': 6,
      'peak MB': round(peak / 1024, 1),
      'peak of one page, MB': round(pagePeak / 1024, 1),
      'peak, times one page': round(peak / pagePeak),
      'peak at most': 1.5,
    }
  } finally {
    long.server.kill()
    short.server.kill()
  }
}

async function listServer(items) {
  const server = fork(fileURLToPath(new URL('bench/list-server.mjs', import.meta.url)), [items])
  const [port] = await once(server, 'message')
  return {base: `http://127.0.0.1:${port}`, server}
}

/** TLS in front of the sandbox, and what a client needs for it; undefined without openssl. */
async function httpsFront(base) {
  if (!has('openssl')) return
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...files], {
    stdio: 'ignore',
  })
  const script = fileURLToPath(new URL('bench/https-front.mjs', import.meta.url))
  const server = fork(script, [new URL(base).port, folder])
  const [port] = await once(server, 'message')
  return {server, variables: {NODE_TLS_REJECT_UNAUTHORIZED: '0', OMI_API_BASE: `https://127.0.0.1:${port}`}}
}

const round = (number, digits = 2) => Number(number.toFixed(digits))

/** A plugin with a manifest, linked in a home folder of its own. */
function linkPlugin() {
  const root = join(folder, 'plugin')
  mkdirSync(join(root, 'commands'), {recursive: true})
  const name = 'omi-plugin-bench'
  const version = '1.0.0'
  const command = {
    aliases: [],
    args: {},
    flags: {},
    hiddenAliases: [],
    id: 'hello',
    isESM: false,
    pluginName: name,
    pluginType: 'link',
    relativePath: ['commands', 'hello.js'],
    strict: true,
  }
  writeFileSync(join(root, 'package.json'), JSON.stringify({name, oclif: {commands: './commands'}, version}))
  writeFileSync(join(root, 'oclif.manifest.json'), JSON.stringify({commands: {hello: command}, version}))
  writeFileSync(join(root, 'commands', 'hello.js'), 'exports.default = class { static async run() {} }\n')
  const data = join(homeWithPlugin, '.omi', 'data')
  mkdirSync(data, {recursive: true})
  const list = {oclif: {plugins: [{name, root, type: 'link'}], schema: 1}, private: true}
  writeFileSync(join(data, 'package.json'), JSON.stringify(list))
}

const environment = {...process.env, HOME: home}
for (const name of Object.keys(environment))
  if (name.startsWith('OMI_') || name === 'NODE_EXTRA_CA_CERTS') delete environment[name]
// As a user's, where the product keeps something: there Node.js from 22 on keeps what it compiled, too.
mkdirSync(join(home, '.omi'), {recursive: true})
linkPlugin()
const sandbox = spawn(node, [...omi.slice(1), '--json', 'sandbox', 'start', '--seed-data', '--rate-limits', 'off'], {
  env: environment,
})
let front
try {
  const [line] = await once(sandbox.stdout.setEncoding('utf8'), 'data')
  const {api_base: OMI_API_BASE, api_key: OMI_API_KEY} = JSON.parse(line)
  const env = {...environment, OMI_API_BASE, OMI_API_KEY}
  front = await httpsFront(OMI_API_BASE)
  const environments = {env, secure: front?.variables}
  const runs = Number(values.runs)
  const cases = {...CASES, ...LAUNCHER, ...(has('gh') && GH)}
  const rounds = (measured) => measureRounds(measured, {...environments, runs})
  const result = {
    node: execFileSync(node, ['--version'], {encoding: 'utf8'}).trim().slice(1),
    runs,
    wall: [...rounds(cases), ...(has('script') ? rounds(TERMINAL_CASES) : [])],
    instructions: values.instructions ? measureInstructions(environments) : null,
    usage: measureUsage(environments),
    breakdown: breakdown(env),
    'list --all': Number(values.long) > 0 ? await measureLongList(env) : null,
    mirror: values.mirror ? await measureMirror() : null,
  }
  if (values.json) console.log(JSON.stringify(result))
  else {
    console.log(`Node.js ${result.node}, ${runs} rounds: wall time, times node -e 0`)
    console.table(result.wall)
    if (result.instructions) {
      console.log('Millions of instructions, by valgrind')
      console.table(result.instructions)
    }

    console.log('Peak memory; modules and files of ours, modules of Node.js that its own start does not load')
    console.table(result.usage)
    console.log('One omi --json memory list, in milliseconds')
    console.table(result.breakdown)
    console.log('omi --json memory list --all, and curl with the same requests')
    console.table(result['list --all'])
    if (result.mirror) console.table(result.mirror)
  }
} finally {
  front?.server.kill()
  sandbox.kill()
  await once(sandbox, 'exit')
  rmSync(folder, {force: true, recursive: true})
}
