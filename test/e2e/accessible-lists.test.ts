import {expect, it} from 'vitest'

import {sampleAccountAtTerminal} from '../support/at-terminal.js'

/** What a screen reader cannot read, or reads in its own way: boxes, blocks, marks, and what moves the cursor. */
// eslint-disable-next-line no-control-regex
const SIGNS = /[\u2500-\u259F✓✗]|(?:^|\s)!(?:\s|$)|\r|\u001B/m

const LINES = [
  'memory list --limit 60',
  'memory get MEMORY',
  'memory search the',
  'memory create seen',
  'memory delete nobody nowhere --yes',
  'action-item list',
  'action-item get ACTION-ITEM',
  'action-item complete ACTION-ITEM',
  'conversation list --limit 60',
  'conversation list --limit 2 --include-transcript',
  'conversation get CONVERSATION --include-transcript',
  'goal list --include-inactive',
  'goal get GOAL',
  'goal history GOAL',
  'goal progress GOAL 90',
  'daily-summary list',
  'daily-summary get DAILY-SUMMARY',
  'folder list',
  '--profile session key list',
  'plugins',
  'plugins doctor',
  'today',
  'today --date yesterday',
  'ask telescope',
  'auth whoami',
  'help',
  'memory lst',
  'memory list --limit 0',
  'memory get nobody',
]

it('with OMI_ACCESSIBLE everything is words', async () => {
  const run = await sampleAccountAtTerminal({NO_COLOR: '1', OMI_ACCESSIBLE: '1'})
  const ids = new Map<string, string>()
  for (const noun of ['memory', 'action-item', 'conversation', 'goal', 'daily-summary']) {
    const {stdout = ''} = await run(['--json', noun, 'list'], 80)
    ids.set(noun.toUpperCase(), /"id": "(.*?)"/.exec(stdout)?.[1] ?? '')
  }

  for (const line of LINES) {
    const {stderr = '', stdout = ''} = await run(
      line.split(' ').map((word) => ids.get(word) ?? word),
      80,
    )
    expect(stdout + stderr).not.toBe('')
    const signs = `${stdout}${stderr}`.split('\n').filter((text) => SIGNS.test(text))
    expect([line, signs]).toEqual([line, []])
  }
})

it('with OMI_ACCESSIBLE how an action item stands is a column of words', async () => {
  const run = await sampleAccountAtTerminal({NO_COLOR: '1', OMI_ACCESSIBLE: '1'})
  const {stdout = ''} = await run(['action-item', 'list'], 80)
  const [head, ...lines] = stdout.trimEnd().split('\n')
  expect(head).toMatch(/^ID +STATUS +DUE +DESCRIPTION$/)
  const words = lines.map((line) => line.slice(head?.indexOf('STATUS'), head?.indexOf('DUE')).trim()).filter(Boolean)
  expect([...new Set(words)]).toEqual(['overdue', 'open', 'done'])
})
