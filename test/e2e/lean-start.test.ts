import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {type Surface} from '../../src/lib/surface/surface.js'
import {inBatches} from '../support/in-batches.js'
import {homeWithPlugin} from '../support/linked-plugin.js'
import {OMI, omi, temporaryFolder} from '../support/omi.js'
import {LINES, SURFACE_FILES, SURFACE_IDS} from '../support/surface-lines.js'
import {omi as within} from '../support/within.js'
import {runShell, workplace} from '../support/workplace.js'

/**
 * A command of ours starts without all that oclif knows where no plugin has a part in it. Here each line of the surface is run by
 * the product, and by a build of it that always starts with all of it: nobody can tell the two apart.
 */

let folder: string
let whole: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'omi-whole-'))
  whole = join(folder, 'bin/run.js')
  execFileSync(process.execPath, [fileURLToPath(new URL('../support/build-whole.mjs', import.meta.url)), folder])
  // A build takes a second, and much more on a busy machine.
}, 120_000)

afterAll(() => rmSync(folder, {force: true, recursive: true}))

/** Those about plugins take all there is in either build. */
const GROUPS = LINES.filter(([line]) => !line?.startsWith('plugins'))

describe('a lean start shows what a whole one does', () => {
  // Some six hundred runs, twice: OMI_TEST_START=all tries them.
  it.runIf(process.env.OMI_TEST_START === 'all')(
    'for each line of the surface, in text and in JSON',
    async () => {
      const pairs = await inBatches(GROUPS, async (lines) => [await shown(lines, OMI), await shown(lines, whole)])
      expect(pairs.flatMap(([lean]) => lean)).toEqual(pairs.flatMap(([, full]) => full))
    },
    600_000,
  )

  it('for the help of each command and topic', async () => {
    const {stdout} = await within(['--json', 'commands'])
    const {commands, topics} = JSON.parse(stdout) as Surface
    const names = ['', ...topics.map(({topic}) => topic), ...commands.map(({command}) => command)]
    await sameForAll(names.map((name) => [...words(name), '--help']))
  }, 600_000)

  it(
    'for lines that are wrong, and for ways to write those that are right',
    () => sameForAll(LOOSE.map(words)),
    600_000,
  )

  it.each([
    ['a damaged list of plugins', '{'],
    ['a list of plugins that is none', '[]'],
    ['a plugin that is gone', list([{name: 'omi-plugin-gone', root: '/nowhere', type: 'link'}])],
    ['a plugin that is switched off', list([{disabled: true, name: 'omi-plugin-off', root: '/nowhere', type: 'link'}])],
  ])('with %s', async (_, text) => {
    const home = temporaryFolder()
    mkdirSync(join(home, '.omi/data'), {recursive: true})
    writeFileSync(join(home, '.omi/data/package.json'), text)
    await sameForAll(BESIDE_PLUGINS.map(words), {home})
  })

  it('with a plugin that has a word of ours, and with one that has no part', async () => {
    const greeting = {code: 'module.exports = class { static run() { console.log("mine") } }', manifest: {}}
    for (const id of ['memory:list', 'version', 'config:colour', 'greet']) {
      const home = await homeWithPlugin({[id]: greeting})
      await sameForAll(BESIDE_PLUGINS.map(words), {home})
      // Now it is known which plugin has no part.
      await sameForAll(BESIDE_PLUGINS.map(words), {home})
      await sameForAll(BESIDE_PLUGINS.map(words), {env: {OMI_NO_PLUGINS: '1'}, home})
    }
  }, 120_000)
})

const LOOSE = [
  '',
  'memory',
  'memory --limit 3',
  'memory lst',
  'memory list surplus',
  'memory list --limit',
  'memory list --limit many',
  'memory list --json',
  'memory list -v --limit 1',
  'memory list —limit 1',
  'memory list -- --json',
  'memory:list --limit 0',
  'Memory list',
  'memory get',
  'memory get x y',
  'memory index',
  'config path',
  'config:path',
  'config path x',
  'config path -h',
  'config path --help --bogus',
  'config path -- --help',
  'config profile',
  'config profile list',
  'config profile lst',
  'config profile list list',
  'config index',
  'configpath',
  'export',
  'export index',
  'export vrify',
  'export memory --format nothing',
  'export verify',
  'help',
  'help config path',
  'help config pth',
  'help environment',
  'version',
  'version --bogus',
  'version now',
  '--json version',
  '--jq .version version',
  '--fields version version',
  '--fields bogus version',
  '--timezone Nowhere version',
  '--timezone Europe/Berlin config path',
  '--profile none config show',
  '--version',
  '--version --help',
  'plugins link',
  'plugins add',
  'today --date never',
  'search',
  'chat --bogus',
  'constructor',
  'memory constructor',
]

const BESIDE_PLUGINS = [
  'config path',
  'version',
  '--json version',
  'memory list --bogus',
  'config colour',
  'config',
  'greet',
]

const words = (line: string) => line.split(' ').filter(Boolean)

function list(plugins: object[]): string {
  return JSON.stringify({oclif: {plugins, schema: 1}, private: true})
}

/** Runs each line with both builds, in homes that hold the same. */
async function sameForAll(
  lines: string[][],
  options: {env?: Record<string, string>; home?: string} = {},
): Promise<void> {
  const home = options.home ?? temporaryFolder()
  const pairs = await inBatches(lines, async (line) => [
    await omi(line, {...options, home}),
    await omi(line, {...options, binary: whole, home}),
  ])
  for (const [index, [lean, full]] of pairs.entries()) expect(lean, lines[index]?.join(' ')).toEqual(full)
}

/** What the lines show one after the other in an account of their own, without what is another in each account. */
async function shown(lines: readonly string[], binary: string) {
  const place = await workplace()
  rmSync(join(place.folder, '.bin/omi'))
  symlinkSync(binary, join(place.folder, '.bin/omi'))
  for (const [name, content] of Object.entries({...SURFACE_FILES, 'key.txt': place.key}))
    writeFileSync(join(place.folder, name), content)
  Object.assign(place.env, SURFACE_IDS)
  const typed = lines.flatMap((line) => [line, `--json ${line}`].map((words) => words.split(' # ', 1)[0] ?? ''))
  const outcomes = await runShell(
    place,
    typed.map(
      (line) => `omi ${line} 2>.stderr || { code=$?; echo '~~~'; cat .stderr; exit $code; }; echo '~~~'; cat .stderr`,
    ),
  )
  const {host} = new URL(place.env.OMI_API_BASE ?? '')
  return outcomes.map(({code, screen}, index) => ({
    code,
    line: typed[index],
    screen: screen
      .replaceAll(place.folder, 'HOME')
      .replaceAll(binary, 'OMI')
      .replaceAll(host, 'HOST')
      .replaceAll(place.key, 'KEY')
      .replaceAll(OWN_TO_EACH, '…'),
  }))
}

/** Ids and tokens that the server makes up, hashes, ports, moments of today, and how long something took. */
const OWN_TO_EACH = new RegExp(
  [
    String.raw`\beyJ[\w.-]+`,
    String.raw`\bomi_(?:dev_|\w\w…)\w+(?:\.\.\.\w+)?`,
    String.raw`\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b`,
    String.raw`(?:\b|_)(?=[a-f]*\d)[\da-f]{8,}\b`,
    String.raw`(?<=[?&](?:code|code_challenge|state)=)[\w.%-]+`,
    String.raw`(?<=(?:127\.0\.0\.1|localhost)(?::|%3A))\d+`,
    String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)?`,
    String.raw`slowest [\d.]+ ms \(\w+\)`,
    String.raw`\d[\d.]* ?(?:ms|s|seconds?|minutes?)\b`,
    String.raw`(?<=\t)\d+(?=\t(?:true|false)\t)`,
    String.raw`(?<="(?:duration_ms|elapsed_ms|milliseconds|ms|seconds|took_ms)": ?)[\d.]+`,
  ].join('|'),
  'g',
)
