import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {pointedAt, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

/** What JSON.parse and JSON.stringify make something else of. */
const ITEM = String.raw`{"score": 12.0, "id": "m1", "10": 9007199254740993, "2": [1e400, -0, {}], "text": "\u00e9\/", "id2": "a", "id2": "b"}`
const COMPACT = String.raw`{"score":12.0,"id":"m1","10":9007199254740993,"2":[1e400,-0,{}],"text":"\u00e9\/","id2":"a","id2":"b"}`
const INDENTED = String.raw`{
  "score": 12.0,
  "id": "m1",
  "10": 9007199254740993,
  "2": [
    1e400,
    -0,
    {}
  ],
  "text": "\u00e9\/",
  "id2": "a",
  "id2": "b"
}`

describe("the server's own document", () => {
  it.each([
    ['memory', 'list'],
    ['conversation', 'list'],
    ['goal', 'list'],
    ['folder', 'list'],
    ['goal', 'history', 'g'],
    ['api', 'GET', '/v1/dev/user/memories'],
  ])('comes out of omi --json %s %s with its numbers and the order of its keys', async (...args) => {
    const env = pointedAt((await serverAnswering({body: `[${ITEM},\n{}]\n`})).apiBase)
    expect(await omi(['--json', ...args], {env})).toEqual({code: 0, stderr: '', stdout: `[${COMPACT},{}]\n`})
  })

  it.each([
    ['conversation', 'get', 'm1'],
    ['memory', 'update', 'm1', '--tag', 'x'],
    ['memory', 'create', 'x'],
    ['action-item', 'create', 'x'],
    ['goal', 'create', 'x'],
    ['memory', 'delete', 'm1', '--yes'],
    ['api', 'POST', '/v1/dev/user/goals', '--field', 'title=x'],
  ])('comes out of omi --json %s %s so', async (...args) => {
    const env = pointedAt((await serverAnswering({body: ITEM})).apiBase)
    expect(await omi(['--json', ...args], {env})).toEqual({code: 0, stderr: '', stdout: `${COMPACT}\n`})
  })

  it('is indented on a terminal', async () => {
    const env = pointedAt((await serverAnswering({body: ITEM})).apiBase)
    expect((await omiAtTerminal(['--json', 'conversation', 'get', 'm1'], {env})).screen).toBe(`${INDENTED}\n`)
    expect((await omiAtTerminal(['api', 'GET', '/x'], {env})).screen).toBe(`${INDENTED}\n`)
  })

  it('stands so in the results of several ids', async () => {
    const env = pointedAt((await serverAnswering({body: ITEM})).apiBase)
    const {stdout} = await omi(['--json', 'action-item', 'complete', 'a', 'b'], {env})
    expect(stdout).toBe(`[{"id":"a","ok":true,"result":${COMPACT}},{"id":"b","ok":true,"result":${COMPACT}}]\n`)
  })

  it('may be a number or a text alone', async () => {
    const env = pointedAt((await serverAnswering({body: '12.0'}, {body: ' "1" '}, {body: ' null'})).apiBase)
    expect(await omi(['api', 'GET', '/x'], {env})).toMatchObject({code: 0, stdout: '12.0\n'})
    expect(await omi(['api', 'GET', '/x'], {env})).toMatchObject({code: 0, stdout: '"1"\n'})
    expect(await omi(['api', 'GET', '/x'], {env})).toMatchObject({code: 0, stdout: 'null\n'})
  })

  it('goes out as it was typed', async () => {
    const {apiBase, requests} = await serverAnswering({body: {}})
    const env = pointedAt(apiBase)
    const file = join(temporaryFolder(), 'body.json')
    writeFileSync(file, ITEM)
    const fields = ['b:=12.0', '10:=9007199254740993', '2:=[1e400, {"z":1.10,"1":0}]'].flatMap((it) => ['--field', it])
    await omi(['api', 'POST', '/v1/x', ...fields], {env})
    await omi(['api', 'GET', '/v1/x', ...fields], {env})
    await omi(['api', 'POST', '/v1/x', '--input', file], {env})
    expect(requests.map(({body, url}) => [decodeURIComponent(url), body])).toEqual([
      ['/v1/x', '{"b":12.0,"10":9007199254740993,"2":[1e400,{"z":1.10,"1":0}]}'],
      ['/v1/x?b=12.0&10=9007199254740993&2=[1e400,{"z":1.10,"1":0}]', ''],
      ['/v1/x', ITEM],
    ])
  })

  it('steers no terminal, and is as it came on a pipe', async () => {
    const text = '\u009B31m\u202Ex\u007F'
    const body = {id: 'm1', content: text}
    const env = pointedAt((await serverAnswering({body})).apiBase)
    const {screen} = await omiAtTerminal(['--json', 'conversation', 'get', 'm1'], {env})
    expect(screen).toContain(String.raw`"content": "\u009b31m\u202ex\u007f"`)
    expect(JSON.parse(screen)).toEqual(body)
    expect((await omi(['--json', 'conversation', 'get', 'm1'], {env})).stdout).toBe(`${JSON.stringify(body)}\n`)
  })

  it.each([
    [`{"detail": ${ITEM}}`, COMPACT],
    [`{"error": {"code": 5.0, "x": [1e400]}}`, '{"code":5.0,"x":[1e400]}'],
    [
      `{"detail": [{"loc": ["body", 1.0], "msg": "No"}, {"2": 12.0, "1": 0}, "so"]}`,
      'body.1.0: No\n{"2":12.0,"1":0}\nso',
    ],
    ['[12.0]', '12.0'],
  ])('stands so in an error: %s', async (body, detail) => {
    const env = pointedAt((await serverAnswering({body, status: 409})).apiBase)
    const {stderr} = await omi(['--json', 'goal', 'create', 'x'], {env})
    expect(JSON.parse(stderr)).toMatchObject({detail, error: 'Request refused (409)', server_detail: detail})
  })

  it('steers no terminal from an error either', async () => {
    const detail = '\u009B31m\u202Ex\u007F'
    const env = pointedAt((await serverAnswering({body: {detail}, status: 400})).apiBase)
    const {screen} = await omiAtTerminal(['--json', 'memory', 'list'], {env})
    expect(screen).toContain(String.raw`"detail":"\u009b31m\u202ex\u007f"`)
    expect(JSON.parse(screen)).toMatchObject({detail, server_detail: detail})
    expect((await omi(['--json', 'memory', 'list'], {env})).stderr).toContain(`"detail":${JSON.stringify(detail)}`)
  })
})
