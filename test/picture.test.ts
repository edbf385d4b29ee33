import {execFile} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect, it} from 'vitest'

import {ROOT} from './support/examples.js'
import {steady} from './support/steady.js'

const run = promisify(execFile)

/** What a picture of a terminal says. */
const textOf = (svg: string) =>
  [...svg.matchAll(/<tspan .*?>(.*?)<\/tspan>/g)]
    .map(([, text = '']) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
    .join(' ')

it('shows in the README what a terminal shows now', async () => {
  const {stdout} = await run(process.execPath, [join(ROOT, 'scripts/picture.mjs'), '--text'])
  expect(steady(textOf(readFileSync(join(ROOT, 'docs/session.svg'), 'utf8'))).trim()).toBe(steady(stdout).trim())
}, 60_000)
