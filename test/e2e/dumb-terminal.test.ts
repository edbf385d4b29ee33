import {describe, expect, it} from 'vitest'

import {omiOnTerminal} from '../support/omi.js'
import {KEY, pointedAt, serverAnswering} from '../support/server.js'

/** A terminal without escape sequences, such as that of an editor. */
const before = 'TERM=dumb '

describe('on a dumb terminal', () => {
  it('auth login asks line by line, and shows no key', async () => {
    const {apiBase} = await serverAnswering({body: []})
    const {code, screen} = await omiOnTerminal(['auth', 'login'], {
      before,
      env: {OMI_API_BASE: apiBase},
      replies: [
        {to: '1 to 2:', type: 'x\r'},
        {to: '1 to 2:', type: '2\r'},
        {to: 'Developer key', type: `${KEY}\r`},
      ],
    })
    expect(screen).toContain('  1) Browser\n  2) API key\n')
    expect(screen).toContain('✓ Signed in to')
    expect(screen).not.toContain('\u001B')
    expect(screen).not.toContain(KEY)
    expect(code).toBe(0)
  })

  it.each([
    ['y\r', 0],
    ['\r', 1],
    ['\u0003', 130],
    ['\u0004', 130],
  ])('a deletion is asked for: %j exits with %i', async (type, code) => {
    const {apiBase, requests} = await serverAnswering({body: {success: true}})
    const run = await omiOnTerminal(['memory', 'delete', 'abc'], {
      before,
      env: pointedAt(apiBase),
      replies: [{to: '(y/N)', type}],
    })
    expect(run.code).toBe(code)
    expect(run.screen).not.toContain('\u001B')
    expect(requests.filter(({method}) => method === 'DELETE')).toHaveLength(code === 0 ? 1 : 0)
  })
})
