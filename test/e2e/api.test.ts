import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {pointedAt, type Sandbox, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const environmentFor = (sandbox: Sandbox) => pointedAt(sandbox.apiBase, sandbox.apiKey)

describe('api', () => {
  it('sends a GET with the query of the path and the fields, and prints the answer as JSON', async () => {
    const sandbox = await sandboxForTest({seedData: true})
    const env = environmentFor(sandbox)
    const args = ['api', 'get', '/v1/dev/user/memories?categories=work', '--field', 'limit:=2']
    const piped = await omi(args, {env})
    expect(sandbox.requests.at(-1)).toMatchObject({method: 'GET', query: 'categories=work&limit=2'})
    expect(JSON.parse(piped.stdout)).toHaveLength(2)
    expect(piped.stdout.trimEnd()).not.toContain('\n')
    expect(await omi(['--json', ...args], {env})).toEqual(piped)
    const {screen} = await omiAtTerminal(args, {env})
    expect(screen).toMatch(/^\[\n {2}\{\n {4}"id": /)
    expect(JSON.parse(screen)).toEqual(JSON.parse(piped.stdout))
  })

  it('sends fields as a JSON body, and a file or stdin as it is', async () => {
    const {apiBase, requests} = await serverAnswering({body: {ok: true}})
    const env = pointedAt(apiBase)
    const file = join(temporaryFolder(), 'body.json')
    writeFileSync(file, '{"a": 1.0, "b": 12345678901234567890}')
    const path = '/v1/dev/user/goals/g1'
    await omi(['api', 'PATCH', path, '--field', 'title=Read', '--field', 'unit:=null'], {env})
    await omi(['api', 'PUT', path, '--input', file], {env})
    await omi(['api', 'POST', '/v1/dev/user/ask', '--input', '-'], {env, input: '["ä"]\n'})
    await omi(['api', 'DELETE', path, '--field', 'really=yes'], {env})
    expect(requests.map(({body, method, url}) => [method, url, body])).toEqual([
      ['PATCH', path, '{"title":"Read","unit":null}'],
      ['PUT', path, '{"a": 1.0, "b": 12345678901234567890}'],
      ['POST', '/v1/dev/user/ask', '["ä"]'],
      ['DELETE', `${path}?really=yes`, ''],
    ])
    for (const {headers} of requests.slice(0, 3)) expect(headers['content-type']).toBe('application/json')
  })

  it('gives the errors of the verbs, and null for a reply without a body', async () => {
    const sandbox = await sandboxForTest()
    const env = environmentFor(sandbox)
    expect(await omi(['api', 'GET', '/v1/dev/user/goals/nope'], {env})).toMatchObject({
      code: 5,
      stderr: '✗ Not found\n  Goal not found\n',
    })
    expect(await omi(['api', 'POST', '/v1/dev/user/goals', '--field', 'title='], {env})).toMatchObject({code: 1})
    expect(await omi(['api', 'GET', '/v1/dev/keys'], {env})).toMatchObject({code: 2})
    const {apiBase} = await serverAnswering({status: 204}, {body: '<html>', headers: {'content-type': 'text/html'}})
    expect(await omi(['api', 'DELETE', '/v1/dev/keys/k'], {env: pointedAt(apiBase)})).toMatchObject({stdout: 'null\n'})
    expect(await omi(['api', 'GET', '/'], {env: pointedAt(apiBase)})).toMatchObject({code: 3})
  })

  it('shows what a terminal would act upon as escapes of JSON to a person, and leaves JSON mode as it is', async () => {
    const {apiBase} = await serverAnswering({body: {text: '\u009B31m\u202Ex'}})
    const env = pointedAt(apiBase)
    expect((await omi(['api', 'GET', '/x'], {env})).stdout).toBe(`${String.raw`{"text":"\u009b31m\u202ex"}`}\n`)
    expect((await omi(['--json', 'api', 'GET', '/x'], {env})).stdout).toBe('{"text":"\u009B31m\u202Ex"}\n')
  })

  it.each([
    [['GET', '//evil.example/x'], '✗ Invalid value: PATH //evil.example/x\n'],
    [['GET', 'https://evil.example/x'], '✗ Invalid value: PATH https://evil.example/x\n'],
    [['GET', '/v1/../../x'], '✗ Invalid value: PATH /v1/../../x\n'],
    [['HEAD', '/x'], '✗ Invalid value: METHOD HEAD\n  Expected one of GET, POST, PATCH, PUT, DELETE.\n'],
    [['GET'], '✗ Missing argument: PATH\n'],
    [['POST', '/x', '--field', 'a'], '✗ Invalid value: --field a\n'],
    [['POST', '/x', '--field', 'a=1', '--input', '-'], '✗ Invalid value: flags that do not go together\n'],
    [['POST', '/x', '--input', '/no/such'], '✗ Invalid value: --input /no/such\n  It cannot be read (ENOENT).\n'],
    [['POST', '/x', '--paginate'], '✗ Invalid value: --paginate\n'],
    [['GET', '/x?limit=many', '--paginate'], '✗ Invalid value: limit many\n'],
  ])('refuses %j without a request', async (args, problem) => {
    const {apiBase, requests} = await serverAnswering({body: {}})
    const {code, stderr, stdout} = await omi(['api', ...args], {env: pointedAt(apiBase)})
    expect({code, stdout}).toEqual({code: 1, stdout: ''})
    expect(stderr).toContain(problem)
    expect(requests).toEqual([])
  })

  it('reads all pages as one array', async () => {
    const sandbox = await sandboxForTest({seedData: true})
    const env = environmentFor(sandbox)
    const {stdout} = await omi(['api', 'GET', '/v1/dev/user/memories?limit=30', '--paginate'], {env})
    const memories = JSON.parse(stdout) as Array<{id: string}>
    const all = JSON.parse((await omi(['--json', 'memory', 'list', '--all'], {env})).stdout) as unknown
    expect(memories).toEqual(all)
    expect(memories.length).toBeGreaterThan(100)
    const summaries = await omi(['api', 'GET', '/v1/dev/user/daily-summaries', '--paginate'], {env})
    expect(summaries).toMatchObject({code: 3, stdout: ''})
    expect(summaries.stderr).toMatch(/^✗ Unexpected response\n.*an object/)
  })

  it('closes an array that broke off', async () => {
    const sandbox = await sandboxForTest({faults: ['GET * 500 after 1'], seedData: true})
    const env = {...environmentFor(sandbox), OMI_MAX_ATTEMPTS: '1'}
    const path = '/v1/dev/user/memories?limit=100'
    const {code, stderr, stdout} = await omi(['--json', 'api', 'GET', path, '--paginate'], {env})
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toHaveLength(100)
    expect(JSON.parse(stderr)).toMatchObject({items: 100, next_offset: 100, partial: true})
  })
})
