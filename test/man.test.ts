import {execFileSync, spawnSync} from 'node:child_process'
import {describe, expect, it} from 'vitest'

import {manualPages, roff} from '../scripts/pack/man.mjs'
import {omi} from './support/omi.js'

const shows = (text: string) =>
  execFileSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], {encoding: 'utf8', input: `.TH x 1\n.nf\n${text}\n`})
const hasGroff = spawnSync('groff', ['-v']).status === 0

describe('manual pages', () => {
  it
    .skipIf(!hasGroff)
    .each([
      String.raw`a \n b \fBc\fR \e \\ \(ti \*x`,
      '.TH is no macro',
      "'br is none either",
      `"double" 'single' \`back\` ^hat ~tilde --flag -f a-b`,
      'Grüße, 日本語, 🎉 ’',
      '%s %% $HOME & | < > { } [ ]',
    ])('shows %s as it is', (text) => {
    expect(shows(roff(text))).toContain(text)
  })

  it('have dots where a locale of ASCII alone has no ellipsis', () => {
    expect(roff('calendars, …')).toBe('calendars, ...')
  })

  it('has one for omi, and one for each command, with all that its help says', async () => {
    const {stdout} = await omi(['--json', 'commands'])
    const surface = JSON.parse(stdout) as {
      commands: ReadonlyArray<{command: string; examples: string[]; flags: Array<{name: string}>}>
    }
    const pages: Record<string, string> = manualPages(surface, '2026-11-30')
    expect(Object.keys(pages)).toHaveLength(surface.commands.length + 1)
    for (const {command, examples, flags} of surface.commands) {
      const page = pages[`omi-${command.replaceAll(' ', '-')}.1`] ?? ''
      for (const {name} of flags) expect(page, command).toContain(roff(name))
      for (const example of examples) expect(page, command).toContain(roff(example))
      // What stands on a line of its own in a request for `whatis`.
      expect(page).toMatch(/^\.SH NAME\nomi\S* \\- \S/m)
    }
  })

  it.skipIf(!hasGroff)('is what groff takes without a warning', async () => {
    const {stdout} = await omi(['--json', 'commands'])
    for (const [name, page] of Object.entries<string>(manualPages(JSON.parse(stdout), '2026-11-30'))) {
      const {stderr} = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], {encoding: 'utf8', input: page})
      expect(stderr, name).toBe('')
    }
  })
})
