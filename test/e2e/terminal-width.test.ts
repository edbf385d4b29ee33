import {describe, expect, it} from 'vitest'

import {sampleAccountAtTerminal} from '../support/at-terminal.js'
import {screenLines} from '../support/screen.js'

/** Lists, and the header of their text. */
const LISTS: ReadonlyArray<readonly [line: string, text?: string]> = [
  ['memory list --limit 60', 'CONTENT'],
  ['memory search the', 'CONTENT'],
  ['action-item list', 'DESCRIPTION'],
  ['conversation list --limit 60', 'TITLE'],
  ['goal list --include-inactive', 'TITLE'],
  ['daily-summary list', 'HEADLINE'],
  ['folder list', 'DESCRIPTION'],
  ['--profile session key list', 'NAME'],
  ['plugins', 'COMMANDS'],
  ['commands'],
  ['today'],
  ['today --date yesterday'],
]

/** Runs command lines with the sample account. */
async function atTerminal(columns: number) {
  const run = await sampleAccountAtTerminal()
  return async (line: string, said = columns) => {
    const {exitCode, stdout = ''} = await run(line.split(' '), said)
    expect([line, exitCode]).toEqual([line, 0])
    return {lines: await screenLines(stdout), stdout}
  }
}

describe('on a terminal', () => {
  it.each([40, 60, 80, 120, 200])('of %i columns no list is wider, and its text has half of it', async (columns) => {
    const run = await atTerminal(columns)
    for (const [line, header] of LISTS) {
      const {lines} = await run(line)
      expect(lines.filter(({cells}) => cells > columns).map(({text}) => [line, text])).toEqual([])
      const [head] = lines
      if (!header || !head) continue
      const start = head.text.indexOf(header)
      expect([line, start]).toEqual([line, expect.any(Number)])
      expect([line, columns - start >= columns / 2]).toEqual([line, true])
    }
  })

  it.each([10, 39])('of %i columns a list is a record each, and no wider', async (columns) => {
    const run = await atTerminal(columns)
    for (const [line] of LISTS) {
      const {lines} = await run(line)
      expect(lines.length).toBeGreaterThan(2)
      expect(lines.filter(({cells}) => cells > columns).map(({text}) => [line, text])).toEqual([])
    }
  })

  it('of 1,000 columns everything has a line of its own', async () => {
    const run = await atTerminal(1000)
    const {lines} = await run('memory list --limit 60')
    expect(lines).toHaveLength(61)
    expect(lines[0]?.text).toMatch(/^ID +CATEGORY +VISIBILITY +CREATED +TAGS +CONTENT$/)
    expect(lines.filter(({text}) => text.includes('…'))).toEqual([])
  })

  it('that says nothing of its width it is as on one of 80', async () => {
    const run = await atTerminal(80)
    for (const line of ['memory list', 'action-item list', 'goal list']) {
      expect(await run(line, 0)).toEqual(await run(line))
    }
  })
})
