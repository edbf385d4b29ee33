import {describe, expect, it} from 'vitest'

import {type Answer, pointedAt, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

/** The variables that point at a server with these answers. */
const serving = async (...answers: Answer[]) => pointedAt((await serverAnswering(...answers)).apiBase)

const MEMORY = {
  id: '0b5f3c1e-6d0a-5f43-9a0c-3f1a52b0a7c1',
  content: 'Prefers tea',
  category: 'habits',
  visibility: 'private',
  tags: ['drinks', 'home'],
  created_at: '2026-11-23T17:55:00.123456Z',
}

describe('text that a terminal would act upon', () => {
  describe('from the server', () => {
    const nasty = '\u001B[31mred\u001B]0;title\u0007\u009B2J\u202Etxt.exe\u2066over\rwritten\u0000\u007F\u2028\uFEFF'
    const shown = String.raw`\x1b[31mred\x1b]0;title\x07\u009b2J\u202etxt.exe\u2066over\rwritten\x00\x7f\u2028\ufeff`
    const body = [
      {...MEMORY, id: nasty, category: nasty, content: nasty, tags: [nasty], visibility: nasty, created_at: nasty},
    ]
    // eslint-disable-next-line no-control-regex
    const unsafe = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/

    it('is made visible on a pipe', async () => {
      const {stdout} = await omi(['memory', 'list'], {env: await serving({body})})
      expect(stdout).toBe(`${Array.from({length: 6}, () => shown).join('\t')}\n`)
    })

    it('is made visible on a terminal, in a table and in a record', async () => {
      const table = await omiAtTerminal(['--no-color', 'memory', 'list'], {env: await serving({body})})
      expect(table.screen).toContain(shown.slice(0, 40))
      expect(table.screen).not.toMatch(unsafe)
      const record = await omiAtTerminal(['--no-color', 'memory', 'create', 'x'], {env: await serving({body: body[0]})})
      // It is longer than a line.
      expect(record.screen.replaceAll(/\n {12}/g, '')).toContain(`content     ${shown}\n`)
      expect(record.screen).not.toMatch(unsafe)
    })

    it.each([
      {status: 400, detail: nasty, says: nasty},
      {status: 409, detail: {message: nasty}, says: nasty},
      {status: 402, detail: {reason: nasty}, says: JSON.stringify({reason: nasty})},
      {status: 422, detail: [{loc: ['body', nasty], msg: nasty}], says: `body.${nasty}: ${nasty}`},
      {status: 403, detail: {code: nasty, message: nasty}, says: nasty},
    ])('is made visible in errors and debug lines, and left alone in JSON: $status', async ({detail, says, status}) => {
      const env = await serving({status, body: {detail}})
      const {stderr} = await omi(['-v', 'memory', 'list'], {env})
      expect(stderr).toContain(String.raw`over\rwritten`)
      expect(stderr).not.toMatch(unsafe)
      const {screen} = await omiAtTerminal(['--no-color', 'memory', 'list'], {env})
      expect(screen).not.toMatch(unsafe)
      const json = await omi(['--json', 'memory', 'list'], {env})
      expect(JSON.parse(json.stderr)).toMatchObject({server_detail: says})
    })

    it('is left alone in JSON', async () => {
      const {stdout} = await omi(['--json', 'memory', 'list'], {env: await serving({body})})
      expect(JSON.parse(stdout)).toEqual(body)
    })

    it('cannot pretend to be lines of the product', async () => {
      const env = await serving({status: 409, body: {detail: 'No.\n✓ Memory created.'}})
      const {stderr} = await omi(['memory', 'create', 'x'], {env})
      expect(stderr).toBe('✗ Request refused (409)\n  No.\n  ✓ Memory created.\n')
    })
  })

  it('is made visible in a question, too', async () => {
    const run = await omiAtTerminal(['--no-color', 'memory', 'delete', '\u001B[8mx\ry'], {
      env: await serving({body: {}}),
      replies: [{to: 'y/N', type: 'n\r'}],
    })
    expect(run.code).toBe(1)
    expect(run.screen).toContain(String.raw`Delete memory \x1b[8mx\ry?`)
  })
})
