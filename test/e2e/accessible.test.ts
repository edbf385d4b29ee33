import {describe, expect, it} from 'vitest'

import {omi, omiOnTerminal} from '../support/omi.js'
import {pointedAt, serverAnswering} from '../support/server.js'
import {omiAtTerminal} from '../support/within.js'

const ACCESSIBLE = {NO_COLOR: '1', OMI_ACCESSIBLE: '1'}

const HISTORY = [
  {date: '2026-11-22', value: 3},
  {date: '2026-11-21', value: 1},
]

describe('with OMI_ACCESSIBLE', () => {
  it('a terminal shows words in place of marks', async () => {
    const {apiBase} = await serverAnswering({body: {success: true}}, {body: {detail: 'none'}, status: 404})
    const env = {...pointedAt(apiBase), ...ACCESSIBLE}
    expect((await omiAtTerminal(['memory', 'delete', 'm1', '--yes'], {env})).screen).toContain(
      'Done: Memory deleted: m1\n',
    )
    expect((await omiAtTerminal(['memory', 'get', 'm1'], {env})).screen).toBe('Error: Memory not found: m1\n')
    const warned = await omiAtTerminal(['config', 'path'], {env: {...env, TZ: 'Nowhere/Else'}})
    expect(warned.screen).toMatch(/^Warning: /)
  })

  it.each([{}, {OMI_ACCESSIBLE: '0'}, {OMI_ACCESSIBLE: ''}])('unset (%j) it shows the marks', async (variables) => {
    const {screen} = await omiAtTerminal(['config', 'bogus'], {env: {NO_COLOR: '1', ...variables}})
    expect(screen).toMatch(/^✗ /)
  })

  it('a pipe gets the marks as ever', async () => {
    expect((await omi(['config', 'bogus'], {env: ACCESSIBLE})).stderr).toMatch(/^✗ /)
  })

  it("a goal's history is its values, without a chart and the request for its target", async () => {
    const {apiBase, requests} = await serverAnswering({body: HISTORY})
    const {screen} = await omiAtTerminal(['goal', 'history', 'g1'], {env: {...pointedAt(apiBase), ...ACCESSIBLE}})
    expect(screen).toMatch(/2026-11-22 +3\n2026-11-21 +1\n$/)
    expect(requests).toHaveLength(1)
  })

  it('a question is a line, and nothing of it is drawn anew', async () => {
    const {apiBase} = await serverAnswering({body: {success: true}})
    const {code, screen} = await omiOnTerminal(['memory', 'delete', 'm1'], {
      env: {...pointedAt(apiBase), ...ACCESSIBLE},
      replies: [{to: '(y/N)', type: 'y\r'}],
    })
    expect(screen).not.toContain('\u001B')
    expect(screen).toContain('Done: ')
    expect(code).toBe(0)
  })
})
