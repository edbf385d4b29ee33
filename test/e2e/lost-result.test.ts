import {execFile} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'

import {environmentOf, OMI, type RunOptions, temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {homeWithSession} from '../support/session-home.js'
import {SignInServer} from '../support/sign-in-server.js'
import {omi} from '../support/within.js'

/** Runs it with a stdout that takes nothing. */
async function lost(args: string[], options: RunOptions, {stdout, before = ''}: Stdout = FULL) {
  const words = args.map((word) => `'${word}'`).join(' ')
  const script = `${before} '${process.execPath}' '${OMI}' ${words} >${stdout}; echo "exit $?" >&2`
  const {stderr} = await promisify(execFile)('bash', ['--norc', '-c', script], {env: environmentOf(options)})
  const [, text = '', code] = stderr.match(/^(.*)exit (\d+)\n$/s) ?? []
  return {code: Number(code), stderr: text}
}

interface Stdout {
  readonly before?: string
  readonly stdout: string
}

const FULL: Stdout = {stdout: '/dev/full'}

/** A pipe whose only reader is gone before anything is written. */
function unread(): Stdout {
  const pipe = join(temporaryFolder(), 'pipe')
  return {before: `mkfifo '${pipe}'; exec 3<>'${pipe}' 4>'${pipe}' 3<&-;`, stdout: '&4'}
}

const factsOf = ({stderr}: {stderr: string}) => JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as object

const PLAIN = {
  error: 'Cannot write to stdout (ENOSPC)',
  code: 'cannot_write_output',
  detail: 'What was written is not the whole result: no space left on the disk. Free some space there, and try again.',
  exit_code: 1,
}

describe.skipIf(process.platform !== 'linux')('a result that cannot be written', () => {
  it('is told as done where something was changed, with the ids', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const options = {env: pointedAt(apiBase, apiKey), home: temporaryFolder()}
    const list = async (noun: string) =>
      JSON.parse((await omi(['--json', noun, 'list'], options)).stdout) as Array<{id: string}>

    const created = await lost(['memory', 'create', 'Prefers tea'], options)
    const [memory] = await list('memory')
    expect(created).toMatchObject({code: 1})
    expect(created.stderr).toContain(
      '✗ Cannot write to stdout (ENOSPC)\n  What was written is not the whole result: no space left on the disk.\n' +
        `  The change is made: ${memory?.id}. Do not repeat it.\n`,
    )

    const file = join(options.home, 'rows.jsonl')
    writeFileSync(file, ['a', 'b', 'c', 'd'].map((description) => JSON.stringify({description})).join('\n'))
    const many = await lost(['--json', 'action-item', 'create', '--file', file], options)
    const ids = (await list('action-item')).map(({id}) => id)
    expect(ids).toHaveLength(4)
    expect(factsOf(many)).toMatchObject({exit_code: 1, ids: expect.arrayContaining(ids), outcome: 'done'})

    const some = await lost(['--json', 'action-item', 'delete', ids[0] ?? '', 'nosuch', '--yes'], options)
    expect(factsOf(some)).toMatchObject({ids: [ids[0]], outcome: 'done'})
    const raw = await lost(['--json', 'api', 'POST', '/v1/dev/user/action-items', '--field', 'description=x'], options)
    expect(factsOf(raw)).toMatchObject({ids: [expect.any(String)], outcome: 'done'})
    const local = await lost(['--json', 'config', 'set', 'api_base', apiBase], options)
    expect(factsOf(local)).toMatchObject({outcome: 'done'})
  })

  it('is a plain error where nothing was', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const options = {env: pointedAt(apiBase, apiKey), home: temporaryFolder()}
    for (const args of [
      ['memory', 'list'],
      ['api', 'GET', '/v1/dev/user/memories'],
      ['memory', 'delete', 'nosuch', 'neither', '--yes'],
    ]) {
      expect(factsOf(await lost(['--json', ...args], options)), args.join(' ')).toEqual(PLAIN)
    }
  })

  it('takes a new key along, which is an error on a pipe too', async () => {
    const server = await SignInServer.start()
    const options = {env: server.env, home: homeWithSession(server)}
    const run = await lost(['key', 'create', 'ci'], options, unread())
    const id = server.keys.at(-1)?.id
    expect(run).toMatchObject({code: 1})
    expect(run.stderr).toContain(
      `✗ Cannot write to stdout (EPIPE)\n  What was written is not the whole result: whoever was to read it is gone.\n` +
        `  The change is made: ${id}. Do not repeat it. The key itself is lost with its answer: ` +
        `revoke it with omi key revoke ${id}, and create another.\n`,
    )
    expect(await lost(['key', 'list'], options, unread())).toEqual({code: 0, stderr: ''})
  })
})
