import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'

import {readConfig} from '../../../src/lib/config/config-file.js'
import {type Gate, gateFor} from '../../support/gate.js'
import {bundleWriter} from './bundle-writer.js'

const NAMES = Array.from({length: 10}, (_, index) => `machine ${index}`)

let root: string
let writer: string
let path: string

describe('many processes that write at once', {timeout: 120_000}, () => {
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'omi-writers-'))
    writer = await bundleWriter(root)
  })

  beforeEach(() => {
    path = join(mkdtempSync(join(root, 'config-')), 'made', 'config.toml')
  })

  afterAll(() => rmSync(root, {force: true, recursive: true}))

  it('lose nothing in a folder that none of them found', async () => {
    await expectAllToWrite()
    expect(readdirSync(join(path, '..'))).toEqual(['config.toml'])
  })

  it('lose neither keys nor comments of the file they found', async () => {
    path = join(path, '..', '..', 'config.toml')
    const comments = NAMES.map((name) => `# about ${name}\n[profiles."${name}"] # its table\n# to be done\n`)
    writeFileSync(path, comments.join('\n'))
    await expectAllToWrite()
    const text = readFileSync(path, 'utf8')
    for (const name of NAMES) expect(text).toContain(`# about ${name}\n[profiles."${name}"] # its table\napi_key = `)
    expect(text.match(/# to be done/g)).toHaveLength(NAMES.length)
  })

  it.skipIf(process.platform === 'win32')('lose nothing behind the lock of a dead process', async () => {
    const dead = spawnSync(process.execPath, [writer, path, 'dead'])
    expect(dead.signal).toBe('SIGKILL')
    await expectAllToWrite()
    expect(readdirSync(join(path, '..'))).toEqual(['config.toml'])
  })
})

async function expectAllToWrite(): Promise<void> {
  const gate = await gateFor(NAMES.length)
  const codes = await Promise.all(NAMES.map((name) => write(name, gate).finally(gate.open)))
  expect(codes).toEqual(NAMES.map(() => 0))
  const {profiles} = await readConfig({ownFolder: false, path})
  expect(Object.fromEntries(profiles)).toEqual(
    Object.fromEntries(
      NAMES.map((name) => [name, {api_key: `key of ${name}`, id_token_expires_at: 1_714_142_400}] as const),
    ),
  )
}

async function write(name: string, {env}: Gate): Promise<null | number> {
  const child = spawn(process.execPath, [writer, path, name, `key of ${name}`], {
    env: {...process.env, ...env},
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'close')
  return code
}
