import {execFileSync} from 'node:child_process'
import {open} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it, vi} from 'vitest'

import {create, envOf, fileWith} from '../support/memory-file.js'
import {omi as binary, temporaryFolder} from '../support/omi.js'
import {running} from '../support/running.js'
import {NOBODY, pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

interface Result {
  readonly created: number
  readonly existing: number
  readonly ids: string[]
}

describe('create --file', () => {
  it.each([
    ['memory', 'memories', 'content', ['Likes tea', 'Likes coffee']],
    ['action-item', 'action-items', 'description', ['Call', 'Call']],
  ])('%s: takes back what a list printed, and creates what the account has not', async (topic, list, field, texts) => {
    const sandbox = await sandboxForTest()
    const env = envOf(sandbox)
    for (const text of texts) {
      await fetch(`${sandbox.apiBase}/v1/dev/user/${list}`, {
        body: JSON.stringify({[field]: text}),
        headers: {authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json'},
        method: 'POST',
      })
    }

    const {stdout: printed} = await omi(['--json', topic, 'list'], {env})
    const ids = (JSON.parse(printed) as Array<{id: string}>).map(({id}) => id)
    const again = await binary(['--json', topic, 'create', '--file', '-'], {env, input: printed})
    expect(again).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(again.stdout)).toMatchObject({created: 0, existing: 2, ids, skipped: 0})
    const more = [{id: 'of another account', [field]: 'More'}, ...(JSON.parse(printed) as object[])]
    const run = await omi([topic, 'create', '--file', fileWith('more.json', JSON.stringify(more))], {env})
    expect(run.code).toBe(0)
    expect(run.stderr).toMatch(/^Ignored, since only the server sets it: .*created_at/)
    expect(run.stderr).toMatch(/✓ 1 (memory|action item) created, 2 there already\.\n$/)
    expect(run.stdout.trimEnd().split('\n').slice(1)).toEqual(ids)
  })

  it('counts what the server had already by its content, even what was made a moment before', async () => {
    const sandbox = await sandboxForTest()
    const env = envOf(sandbox)
    const old = JSON.parse((await binary(['--json', 'memory', 'create', 'Old'], {env})).stdout) as {id: string}
    const file = fileWith('rows.json', '["Old", "New", "New", "Other"]')
    const run = await binary(['--json', ...create(file)], {env})
    const result = JSON.parse(run.stdout) as Result
    expect(result).toMatchObject({created: 2, existing: 2, skipped: 0, total: 4})
    expect(result.ids[0]).toBe(old.id)
    const others = fileWith('others.json', '["New", "Other", "Old"]')
    const {stdout} = await binary(['--json', ...create(others)], {env})
    expect(JSON.parse(stdout)).toMatchObject({created: 0, existing: 3})
  })

  it('tells scripts with the error what is done and how to go on', async () => {
    const sandbox = await sandboxForTest({faults: ['POST * 429:3600 x1 after 1']})
    const home = temporaryFolder()
    const file = fileWith('rows.json', JSON.stringify(Array.from({length: 30}, (_, index) => `Row ${index}`)))
    const run = await omi(['--json', ...create(file, '--tag', 'a b')], {env: envOf(sandbox), home})
    expect(run).toMatchObject({code: 4, stdout: ''})
    const error = JSON.parse(run.stderr) as Result & {resume_argv: string[]}
    expect(error).toMatchObject({created: 25, existing: 0, skipped: 0, total: 30})
    expect(error.ids).toHaveLength(25)
    expect(error.resume_argv.slice(0, 6)).toEqual(['omi', '--json', 'memory', 'create', '--file', file])
    const rest = await omi(error.resume_argv.slice(1), {env: envOf(sandbox), home})
    expect(JSON.parse(rest.stdout)).toMatchObject({created: 5, skipped: 25, total: 30})
    expect((JSON.parse(rest.stdout) as Result).ids.slice(0, 25)).toEqual(error.ids)
  })

  it('looks for what a stopped run sent to a slow server for as long as it may take', async () => {
    const sandbox = await sandboxForTest({faults: ['POST * delay:4s x1']})
    const options = {env: {...envOf(sandbox), OMI_TIMEOUT: '10'}, home: temporaryFolder()}
    const args = ['--json', 'action-item', 'create', '--file', fileWith('rows.json', '["Call", "Mail"]')]
    const first = running(args, options)
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1), {timeout: 20_000})
    const stopped = await first.end('SIGTERM')
    expect(stopped.code).toBe(143)
    expect(JSON.parse(stopped.stderr)).toMatchObject({outcome: 'unknown', total: 2})
    const run = await binary(args, options)
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toMatchObject({created: 0, skipped: 2})
    expect(sandbox.requests.filter(({method}) => method === 'POST')).toHaveLength(1)
  })

  it('reads no more than 100 MB of what has no end', async () => {
    const run = await omi(create('/dev/zero'), {env: pointedAt(NOBODY)})
    expect(run).toEqual({
      code: 1,
      stderr: '✗ Invalid value: --file /dev/zero\n  Larger than 100 MB. Split it into several files.\n',
      stdout: '',
    })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves a pipe that says nothing with %s', async (signal) => {
    const pipe = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    const run = running(create(pipe), {env: pointedAt(NOBODY)})
    // Somebody who opens it for writing waits for a reader.
    const writer = await open(pipe, 'w')
    expect(await run.end(signal)).toMatchObject({code: signal === 'SIGINT' ? 130 : 143, stdout: ''})
    await writer.close()
  })

  it('reads a pipe to its end', async () => {
    const sandbox = await sandboxForTest()
    const pipe = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    const run = running(['--json', ...create(pipe)], {env: envOf(sandbox)})
    const writer = await open(pipe, 'w')
    await writer.write('["Likes ')
    await writer.write('tea"]')
    await writer.close()
    expect(JSON.parse(await run.nextLine())).toMatchObject({created: 1})
  })
})

it.each([
  [['memory', 'create', '-'], 'CONTENT', 500],
  [['memory', 'update', 'x', '--content', '-'], '--content', 500],
  [['action-item', 'create', '-'], 'DESCRIPTION', 500],
  [['conversation', 'create', '--text', '-'], '--text', 100_000],
])('%j reads no more than may be of it', async (args, label, longest) => {
  const input = 'many words '.repeat(50_000)
  const {code, stderr} = await omi(['--json', ...args], {env: pointedAt(NOBODY), input})
  expect(code).toBe(1)
  expect(JSON.parse(stderr)).toMatchObject({
    detail: `It is far too long; at most ${longest} characters are allowed.`,
    error: `Invalid value: ${label}`,
  })
})
