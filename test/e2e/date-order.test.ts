import {expect, it} from 'vitest'

import {NOBODY, pointedAt} from '../support/server.js'
import {omi} from '../support/within.js'

it.each([
  ['conversation list', '--start-date', '--end-date'],
  ['action-item list', '--start-date', '--end-date'],
  ['action-item list', '--due-after', '--due-before'],
  ['daily-summary list', '--start-date', '--end-date'],
  ['search x', '--since', '--until'],
  ['export goal --format json', '--since', '--until'],
])('omi %s refuses a %s that is behind its %s, and asks for nothing', async (line, from, to) => {
  const args = [...line.split(' '), from, '2026-03-02', to, '2026-03-01']
  const run = await omi(args, {env: {...pointedAt(NOBODY), TZ: 'UTC'}})
  expect(run).toMatchObject({code: 1, stdout: ''})
  expect(run.stderr).toMatch(
    new RegExp(`^✗ Invalid value: ${to} 2026-03-01.*\n  It is before ${from} 2026-03-02.*\\.\n$`),
  )
})
