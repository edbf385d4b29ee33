import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {ERRORS} from '../src/lib/errors/index.js'
import {ROOT} from './support/examples.js'

it('explains every error on the page about trouble', () => {
  const page = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8')
  // Up to what differs from case to case.
  const titles = Object.values(ERRORS).map(({title}) => title.split(/[:( ']*…/, 1)[0] ?? '')
  expect(titles.filter((title) => !page.includes(`“${title}`))).toEqual([])
})
