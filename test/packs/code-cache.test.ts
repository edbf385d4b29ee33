import {cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, it} from 'vitest'

import {inBatches} from '../support/in-batches.js'
import {temporaryFolder} from '../support/omi.js'
import {FOLDER} from './pack.js'
import {run} from './run.js'

const NODE = join(FOLDER, 'lib/omi/node')

/** V8 crashes on what it does not check, now and then: a hundred starts find out. */
const STARTS = Array.from({length: 100}, (_, index) => index)

it('takes what V8 compiled for all that a run loads', async () => {
  const lib = copyOfPackage()
  const report = join(temporaryFolder(), 'scripts')
  const {code} = await start(lib, {
    args: ['--require', fileURLToPath(new URL('watch-scripts.cjs', import.meta.url))],
    env: {SCRIPTS: report},
  })
  expect(code).toBe(0)
  const scripts = readFileSync(report, 'utf8').trim().split('\n')
  expect(scripts.length).toBeGreaterThan(3)
  expect(scripts.filter((line) => !line.startsWith('taken '))).toEqual([])
})

it('is left alone where one byte changed', async () => {
  await sameWithCaches((cache, index) => {
    const bytes = readFileSync(cache)
    // Most of them where the first files are looked for, and some in all of the rest.
    const place = index < 20 ? index * 431 : Math.floor((bytes.length * (index - 20)) / 80)
    bytes[place] = (bytes[place] ?? 0) ^ (1 << (index % 8))
    writeFileSync(cache, bytes)
  })
})

it('is left alone where a byte changed in what each run takes', async () => {
  const name = 'dist/chunks/shared.js'
  const text = readFileSync(join(FOLDER, 'lib/omi', name))
  await sameWithCaches((cache, index) => {
    const bytes = readFileSync(cache)
    // The text, and then twice what V8 made of it.
    const place = bytes.indexOf(text) + index * 9001
    bytes[place] = (bytes[place] ?? 0) ^ (1 << (index % 8))
    writeFileSync(cache, bytes)
  })
})

it('is left alone where it is written in part', () =>
  sameWithCaches((cache, index) => {
    truncateSync(cache, Math.floor((readFileSync(cache).length * index) / 100))
  }))

it('is left alone where it is of another build', async () => {
  const lib = copyOfPackage()
  for (const name of ['main.js', 'dispatch.js', 'chunks/shared.js', 'commands/config/path.js']) {
    const path = join(lib, 'dist', name)
    // One that is as long as the other: V8 itself looks at no more.
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text.replace(/\n\/\/# source.*$/, (end) => end.replace('#', '@')),
    )
    expect(readFileSync(path, 'utf8')).not.toBe(text)
  }

  await sameFor(lib, STARTS)
})

it('is left alone by another Node.js', async () => {
  const lib = copyOfPackage()
  await sameFor(lib, STARTS, process.execPath)
})

it('lets plugins of ES modules load', async () => {
  const plugin = temporaryFolder()
  mkdirSync(join(plugin, 'commands'))
  const description = {name: 'omi-plugin-es', oclif: {commands: './commands'}, type: 'module', version: '1.0.0'}
  writeFileSync(join(plugin, 'package.json'), JSON.stringify(description))
  const code = 'export default class { static async run() { console.log("from an ES module") } }'
  writeFileSync(join(plugin, 'commands/hi.js'), code)
  const env = {HOME: temporaryFolder()}
  const omi = join(FOLDER, 'bin/omi')
  expect(await run(omi, ['plugins', 'link', '--no-install', plugin], {env})).toMatchObject({code: 0})
  expect(await run(omi, ['hi'], {env})).toEqual({code: 0, stderr: '', stdout: 'from an ES module\n'})
})

/** Starts with a cache each that `damage` has changed. */
async function sameWithCaches(damage: (cache: string, index: number) => void): Promise<void> {
  const lib = copyOfPackage()
  const whole = readFileSync(join(lib, 'bin/code-cache'))
  for (const index of STARTS) {
    const cache = join(lib, 'bin/code-cache')
    writeFileSync(cache, whole)
    damage(cache, index)

    await sameFor(lib, [index])
  }
}

async function sameFor(lib: string, starts: number[], node = NODE): Promise<void> {
  const home = temporaryFolder()
  const outcomes = await inBatches(starts, () => start(lib, {home, node}))
  const expected = {code: 0, stderr: '', stdout: `${join(home, '.omi/config.toml')}\n`}
  expect(outcomes).toEqual(starts.map(() => expected))
}

const start = (lib: string, {args = [], env = {}, home = temporaryFolder(), node = NODE}: Start) =>
  run(node, [...args, join(lib, 'bin/run.js'), 'config', 'path'], {env: {HOME: home, ...env}})

interface Start {
  /** Of Node.js. */
  readonly args?: string[]
  readonly env?: Record<string, string>
  readonly home?: string
  readonly node?: string
}

/** The package of the folder, as far as a run of its own commands needs it. */
function copyOfPackage(): string {
  const lib = temporaryFolder()
  for (const name of ['bin', 'dist']) cpSync(join(FOLDER, 'lib/omi', name), join(lib, name), {recursive: true})
  return lib
}
