import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {type Surface} from '../src/lib/surface/surface.js'
import {ROOT} from './support/examples.js'
import {omi} from './support/within.js'

/** The commands in the last column of the table, without what stands before the topic. */
const rows = readFileSync(join(ROOT, 'docs/comparison.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what') && !line.startsWith('| ---'))

it('each row of the comparison is shown by a command that there is, with flags that it has', async () => {
  const {commands} = JSON.parse((await omi(['--json', 'commands'])).stdout) as Surface
  expect(rows.length).toBeGreaterThan(25)
  for (const row of rows) {
    const command = /`omi ([^`]+)`\s*\|$/.exec(row)?.[1]?.replace(/^(?:--jq '[^']*' )/, '') ?? ''
    const found = commands.findLast(({command: words}) => command === words || command.startsWith(`${words} `))
    expect(found?.command, row).toBeDefined()
    const own = command.split(' -- ')[0] ?? ''
    const flags = [...own.matchAll(/ --([a-z-]+)/g)].map(([, name]) => name)
    const known = found?.flags.map(({name}) => name) ?? []
    expect(
      flags.filter((name) => !known.includes(name ?? '')),
      row,
    ).toEqual([])
  }
})
