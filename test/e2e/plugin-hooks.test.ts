import {describe, expect, it} from 'vitest'

import {omi} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {KEY, NOBODY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'

/** A plugin with nothing but these hooks, linked. Resolves to its home. */
async function homeWithHooks(name: string, hooks: Readonly<Record<string, string>>): Promise<string> {
  const entries = Object.entries(hooks)
  const folder = pluginFolder(name, {
    files: Object.fromEntries(entries.map(([event, source]) => [`${event.replace(':', '-')}.js`, source])),
    package: {oclif: {hooks: Object.fromEntries(entries.map(([event]) => [event, `./${event.replace(':', '-')}.js`]))}},
  })
  const {home} = await linked(folder)
  return home
}

const LIST = ['memory', 'list']

describe('a hook of a plugin', () => {
  it('sees each attempt, without the credential, and annotates it', async () => {
    const home = await homeWithHooks('omi-plugin-trace', {
      'omi:request': `module.exports = async ({config, context, headers, ...seen}) => {
        headers['x-trace'] = 'trace-' + seen.attempt
        headers.Authorization = 'Bearer stolen'
        console.error('REQUEST ' + JSON.stringify(seen))
      }`,
      'omi:response': `module.exports = async ({config, context, notes, ...seen}) => {
        notes.push('took note of ' + seen.status)
        console.error('RESPONSE ' + JSON.stringify({...seen, seconds: typeof seen.seconds}))
      }`,
    })
    const headers = {'x-request-id': 'abc'}
    const server = await serverAnswering({status: 502}, {body: [], headers})
    const {code, stderr} = await omi(['-v', ...LIST], {env: pointedAt(server.apiBase), home})
    expect(code).toBe(0)
    const attempt = {method: 'GET', path: '/v1/dev/user/memories', query: {limit: '25', offset: '0'}}
    const seen = (mark: string) =>
      stderr
        .split('\n')
        .filter((line) => line.startsWith(mark))
        .map((line) => JSON.parse(line.slice(mark.length)) as unknown)
    expect(seen('REQUEST ')).toEqual([
      {...attempt, attempt: 1},
      {...attempt, attempt: 2},
    ])
    expect(seen('RESPONSE ')).toEqual([
      {...attempt, attempt: 1, seconds: 'number', status: 502},
      {...attempt, attempt: 2, requestId: 'abc', seconds: 'number', status: 200},
    ])
    expect(stderr).toContain('[debug] took note of 502\n')
    expect(stderr).toContain('[debug] The header Authorization of a plugin is not sent.\n')
    expect(stderr).not.toContain(KEY)
    expect(server.requests.map(({headers: sent}) => [sent['x-trace'], sent.authorization])).toEqual([
      ['trace-1', `Bearer ${KEY}`],
      ['trace-2', `Bearer ${KEY}`],
    ])
  })

  it('sees a request that got no answer', async () => {
    const home = await homeWithHooks('omi-plugin-trace', {
      'omi:response': "module.exports = async ({code, status}) => console.error('SEEN ' + code + ' ' + status)",
    })
    const env = {...pointedAt(NOBODY), OMI_MAX_ATTEMPTS: '1'}
    const {code, stderr} = await omi(LIST, {env, home})
    expect(code).toBe(3)
    expect(stderr).toMatch(/^SEEN ECONNREFUSED undefined$/m)
  })

  it('that throws or takes too long is named once, and nothing else is lost', async () => {
    const home = await homeWithHooks('omi-plugin-slow', {
      'omi:request': 'module.exports = () => new Promise(() => {})',
      'omi:response': "module.exports = async () => { throw new Error('no') }",
    })
    const sandbox = await sandboxForTest({faults: ['GET *memories* 502 x2'], seedData: true})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const {code, stderr, stdout} = await omi(['memory', 'list', '--limit', '2'], {env, home})
    expect({code, lines: stdout.trim().split('\n').length, stderr}).toEqual({
      code: 0,
      lines: 2,
      stderr: expect.stringMatching(
        new RegExp(
          '^! Plugin omi-plugin-slow: its hook omi:request took over 2 seconds. omi goes on without it.\n' +
            '! Plugin omi-plugin-slow: its hook omi:response failed: no, /.*/omi-response.js:1. omi goes on without it.\n$',
        ),
      ) as string,
    })
    const json = await omi(['--json', 'memory', 'list', '--limit', '2'], {env, home})
    expect({code: json.code, stderr: json.stderr}).toEqual({code: 0, stderr: ''})
    expect(JSON.parse(json.stdout)).toHaveLength(2)
  })

  it('that prints, or leaves what nobody expects, changes neither the answer nor the request', async () => {
    const home = await homeWithHooks('omi-plugin-loud', {
      'omi:request': `module.exports = async ({headers}) => {
        console.log('REQUEST')
        Object.defineProperty(headers, 'x-odd', {enumerable: true, get() { throw new Error('odd') }})
      }`,
      'omi:response': `module.exports = async ({notes}) => {
        console.log('RESPONSE')
        notes.push(Object.create(null))
      }`,
    })
    const server = await serverAnswering({body: []})
    const {code, stderr, stdout} = await omi(['--json', '-v', 'memory', 'list', '--all'], {
      env: pointedAt(server.apiBase),
      home,
    })
    expect({code, stdout}).toEqual({code: 0, stdout: '[]\n'})
    expect(stderr).toMatch(/^REQUEST$/m)
    expect(stderr).toMatch(/^RESPONSE$/m)
    expect(server.requests).toHaveLength(1)
  })
})
