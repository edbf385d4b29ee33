import {describe, expect, it} from 'vitest'

import {omi} from '../support/within.js'

describe('who looks for a command', () => {
  describe('a verb that is elsewhere', () => {
    it.each([
      ['conversation export', 'omi export conversation --format md -o FOLDER'],
      ['conversation search', 'omi search WORD --only conversation'],
      ['memory import', 'omi memory create --file FILE'],
      ['memory export', 'omi export memory --format csv -o FILE'],
      ['action-item import', 'omi action-item create --file FILE'],
    ])('is named: %s', async (words, command) => {
      const {code, stderr} = await omi(['--json', ...words.split(' '), 'x'])
      expect({code, error: JSON.parse(stderr)}).toMatchObject({
        code: 1,
        error: {code: 'no_such_command', detail: expect.stringContaining(`Did you mean omi`)},
      })
      expect(stderr).toContain(command)
    })
  })

  describe('omi commands --format md', () => {
    it('says all of the commands in 12 kB', async () => {
      const {code, stdout} = await omi(['commands', '--format', 'md'])
      const {commands} = JSON.parse((await omi(['--json', 'commands'])).stdout) as {commands: Array<{command: string}>}
      expect(code).toBe(0)
      expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(12_000)
      expect(commands.filter(({command}) => !stdout.includes(`\`${command}`))).toEqual([])
      expect(stdout).toContain(
        '- `memory list [--limit 1-200=25] [--offset N=0] [--all] [--wait] [--categories a,b]` List memories',
      )
    })

    it('says what has to be given, what stands for it, and which values there are', async () => {
      const {stdout} = await omi(['commands', '--format', 'md'])
      expect(stdout).toContain('- `conversation create (--text TEXT|- or --file) [')
      expect(stdout).toMatch(/^- `mcp install CLIENT`, `mcp uninstall CLIENT`: claude-desktop, /m)
      expect(stdout).toMatch(/^- `export --format`: json, jsonl, /m)
      expect(stdout).toContain('130 interrupted by Ctrl-C; 143 interrupted by SIGTERM')
      expect(stdout).toContain('`"outcome": "done"` means that it is done')
    })

    it('is no JSON', async () => {
      const {code, stderr} = await omi(['--json', 'commands', '--format', 'md'])
      expect({code, error: JSON.parse(stderr)}).toMatchObject({code: 1, error: {code: 'invalid_value'}})
    })
  })
})
