import {execFile, execFileSync, spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, it, onTestFinished} from 'vitest'

import {environmentOf, omi, OMI, temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {filesIn} from './support.js'

/** Whether a file system of a few kilobytes can be made here; else these tests are skipped, and say so by that. */
const canMount = process.platform === 'linux' && mounts(temporaryMountPoint())

function temporaryMountPoint(): string {
  return execFileSync('mktemp', ['--directory'], {encoding: 'utf8'}).trim()
}

function mounts(folder: string): boolean {
  const {status} = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder])
  if (status === 0) spawnSync('umount', [folder])
  spawnSync('rmdir', [folder])
  return status === 0
}

/** An empty file system of that many kilobytes, until the end of the test. */
function diskOf(kilobytes: number): string {
  const folder = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=700`, 'tmpfs', folder])
  onTestFinished(() => {
    spawnSync('umount', ['--lazy', folder])
  })
  return folder
}

const FULL = /\(ENOSPC\): no space left on the disk\. Free some space there, and try again\./

describe.skipIf(!canMount)('a disk that is nearly full', {timeout: 120_000}, () => {
  it('keeps a config file that does not fit beside itself', async () => {
    const disk = diskOf(16)
    const config = join(disk, 'config.toml')
    const profiles = Array.from({length: 8}, (_, index) => `[profiles.p${index}]\napi_key = "${'k'.repeat(1000)}"\n`)
    writeFileSync(config, profiles.join('\n'), {mode: 0o600})
    const before = readFileSync(config, 'utf8')
    const run = await omi(['config', 'set', 'api_base', 'http://127.0.0.1:1'], {env: {OMI_CONFIG: config}})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toMatch(FULL)
    expect(run.stderr).toContain(`✗ Cannot write configuration\n  ${config} `)
    expect(readFileSync(config, 'utf8')).toBe(before)
    expect(filesIn(disk)).toEqual(['config.toml'])
  })

  it('stops a creation from a file whose progress does not fit, and nothing is created twice', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const home = diskOf(64)
    const file = join(temporaryFolder(), 'rows.jsonl')
    writeFileSync(file, Array.from({length: 3000}, (_, index) => `{"description": "row ${index}"}`).join('\n'))
    const env = pointedAt(apiBase, apiKey)
    const run = await omi(['action-item', 'create', '--file', file], {env, home})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toMatch(/✗ Cannot write progress file\n/)
    expect(run.stderr).toMatch(FULL)
    expect(filesIn(home)).toEqual([expect.stringMatching(/^\.omi\/jobs\/[\da-f]{64}\.json$/)])
    execFileSync('mount', ['-o', 'remount,size=1024k', home])
    expect(await omi(['action-item', 'create', '--file', file], {env, home})).toMatchObject({code: 0})
    const {stdout} = await omi(['--json', 'action-item', 'list', '--all'], {env, home})
    const created = (JSON.parse(stdout) as Array<{description: string}>).map(({description}) => description)
    expect([created.length, new Set(created).size]).toEqual([3000, 3000])
  })

  it("keeps the sandbox's data as it was", async () => {
    const data = join(diskOf(64), 'data.json')
    const made = await omi(['sandbox', 'exec', '--data', data, '--', 'true'], {})
    expect(made).toMatchObject({code: 0})
    const before = readFileSync(data, 'utf8')
    const run = await omi(['sandbox', 'start', '--data', data, '--seed-data'], {})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toContain(`✗ Invalid value: --data ${data}\n  The file cannot be written (ENOSPC)`)
    expect(readFileSync(data, 'utf8')).toBe(before)
  })

  it('is an error for a list that does not fit, in JSON and in lines', async () => {
    const body = Array.from({length: 100}, (_, index) => ({id: `m${index}`, content: 'x'.repeat(700)}))
    const env = pointedAt((await serverAnswering({body})).apiBase)
    for (const flags of ['--json', '--no-color']) {
      const file = join(diskOf(20), 'list')
      const script = `'${process.execPath}' '${OMI}' ${flags} memory list > '${file}'`
      const {stderr, stdout} = await promisify(execFile)('bash', ['--norc', '-c', `${script}; echo "exit $?"`], {
        env: environmentOf({env}),
      })
      expect(stdout).toBe('exit 1\n')
      expect(stderr).toContain('Cannot write to stdout (ENOSPC)')
      expect(stderr).toContain('no space left on the disk')
    }
  })
})
