import {cruise, type IConfiguration, type ICruiseResult} from 'dependency-cruiser'
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {beforeEach, expect, it} from 'vitest'

import {ROOT} from './support/examples.js'
import {temporaryFolder} from './support/omi.js'

const {forbidden, options} = ((await import(join(ROOT, '.dependency-cruiser.mjs'))) as {default: IConfiguration})
  .default

/** A small house in which every door that is used is a right one. */
const HOUSE = {
  'src/commands/memory/list.ts': "import {frame} from '../../lib/run/frame.js'\nexport default frame",
  'src/lib/api/memories.ts': "import {words} from '../text/words.js'\nexport const memories = words",
  'src/lib/plugins/create/folder.ts': "import {place} from '../place.js'\nexport const folder = place",
  // Circles that are none once the program runs: of types, and of what is loaded only when it is called.
  'src/lib/plugins/place.ts': "export const place = () => import('./create/folder.js')",
  'src/lib/run/frame.ts':
    "import {Command} from '@oclif/core'\nimport {memories} from '../api/memories.js'\nexport const frame = [Command, memories]",
  'src/lib/text/near.ts': "import {type Words} from './words.js'\nexport type Near = Words",
  'src/lib/text/words.ts': "import type {Near} from './near.js'\nexport type Words = Near[]\nexport const words = []",
}

let house: string
beforeEach(() => {
  house = temporaryFolder()
})

/** What the rules of `npm run lint` say of the house with these files in it. */
async function complaints(changes: Record<string, string> = {}): Promise<string[]> {
  for (const [file, text] of Object.entries({...HOUSE, ...changes})) {
    mkdirSync(dirname(join(house, file)), {recursive: true})
    writeFileSync(join(house, file), `${text}\n`)
  }

  const {output} = await cruise(['src'], {
    ...options,
    baseDir: house,
    ruleSet: {forbidden},
    validate: true,
  })
  return (output as ICruiseResult).summary.violations.map(({from, rule, to}) => `${rule.name}: ${from} → ${to}`).sort()
}

it('has nothing to say where every import goes through a right door', async () => {
  expect(await complaints()).toEqual([])
})

it('names two rooms that import each other, if only types, and from a folder inside of one', async () => {
  const circle = ['no-circle-of-rooms: src/lib/api → src/lib/text', 'no-circle-of-rooms: src/lib/text → src/lib/api']
  const takesTypes = "import {type memories} from '../api/memories.js'\nexport type Page = typeof memories"
  // Of the files none is in a circle.
  expect(await complaints({'src/lib/text/page.ts': takesTypes})).toEqual(expect.arrayContaining(circle))
  expect(
    await complaints({'src/lib/text/page.ts': '', 'src/lib/text/deep/page.ts': takesTypes.replace('../', '../../')}),
  ).toEqual(expect.arrayContaining(circle))
})

it('names files that load each other', async () => {
  expect(
    await complaints({
      'src/lib/text/near.ts': "import {words} from './words.js'\nexport type Near = 1\nexport const near = words",
      'src/lib/text/words.ts': "import {near} from './near.js'\nexport const words = [near]",
    }),
  ).toContain('no-circle-of-files: src/lib/text/near.ts → src/lib/text/words.ts')
})

it('names a room that takes a type of a command, or of what is around the rooms', async () => {
  expect(
    await complaints({
      'src/lib/text/of-a-command.ts':
        "import type list from '../../commands/memory/list.js'\nexport type List = typeof list",
      'src/lib/text/of-main.ts': "export type {Main} from '../../main.js'",
      'src/main.ts': 'export type Main = 1',
    }),
  ).toEqual(
    expect.arrayContaining([
      'lib-knows-no-commands: src/lib/text/of-a-command.ts → src/commands/memory/list.ts',
      'lib-knows-no-commands: src/lib/text/of-main.ts → src/main.ts',
    ]),
  )
})

it('names oclif in a room that serves any program', async () => {
  expect(
    await complaints({'src/lib/text/flags.ts': "import type {Command} from '@oclif/core'\nexport type C = Command"}),
  ).toEqual([expect.stringMatching(/^room-without-oclif: src\/lib\/text\/flags\.ts → .*@oclif\/core/)])
})

it('names a file of src/lib that is in no room', async () => {
  expect(
    await complaints({
      'src/lib/loose.ts': 'export const loose = 1',
      'src/main.ts': "export {loose} from './lib/loose.js'",
    }),
  ).toEqual(['nothing-loose-in-lib: src/main.ts → src/lib/loose.ts'])
})
