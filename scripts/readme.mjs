// Does what the README says, line by line and in order, as somebody does who has nothing: a fresh clone, an empty HOME.
// A sandbox stands in for the service. Lists what failed or was missing. `--skip "npm run check"` leaves out a line.
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

const {values} = parseArgs({options: {skip: {default: [], multiple: true, type: 'string'}}})
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'omi-readme-'))
const clone = join(folder, 'omi')
const home = join(folder, 'home')
const prefix = join(folder, 'npm')
for (const name of [home, prefix]) mkdirSync(name)

/** Nothing of this machine's settings: neither npm's nor the product's own. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|omi_|firebase_|init_cwd)/i.test(name)),
)
Object.assign(env, {HOME: home, NPM_CONFIG_PREFIX: prefix, PATH: `${join(prefix, 'bin')}:${process.env.PATH}`})

/** The lines of the README's shell blocks, without their comments. */
const linesOf = (page) =>
  [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, ''))
      .filter(Boolean),
  )

const sandbox = spawn(process.execPath, [join(root, 'bin/run.js'), '--json', 'sandbox', 'start'], {
  stdio: ['ignore', 'pipe', 'ignore'],
})
const missing = []
try {
  const [line] = await once(sandbox.stdout.setEncoding('utf8'), 'data')
  const {api_base: OMI_API_BASE, api_key: key} = JSON.parse(line)
  const {status} = spawnSync('git', ['clone', '--quiet', root, clone], {stdio: 'inherit'})
  if (status !== 0) throw new Error('The repository cannot be cloned.')
  const lines = linesOf(readFileSync(join(clone, 'README.md'), 'utf8'))
  const unknown = values.skip.find((line) => !lines.includes(line))
  if (unknown) throw new Error(`The README has no line '${unknown}'.`)
  for (const line of lines) {
    if (values.skip.includes(line)) {
      console.log(`- ${line} (left out)`)
      continue
    }

    // The key is there for whoever reads stdin: omi auth login.
    const {error, status, stderr, stdout} = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
      cwd: clone,
      encoding: 'utf8',
      env: {...env, OMI_API_BASE},
      input: `${key}\n`,
      maxBuffer: 2 ** 27,
    })
    console.log(`${status === 0 ? '✓' : '✗'} ${line}`)
    if (status !== 0) {
      missing.push(line)
      console.log([error?.message ?? '', ...`${stdout}${stderr}`.trimEnd().split('\n').slice(-30)].join('\n    '))
    }
  }
} finally {
  sandbox.kill()
  rmSync(folder, {force: true, recursive: true})
}

console.log(missing.length === 0 ? 'Nothing of the README was missing.' : `Missing: ${missing.join(' · ')}`)
if (missing.length > 0) process.exitCode = 1
