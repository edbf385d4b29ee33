import {wrapAnsi} from 'fast-wrap-ansi'
import {readFileSync} from 'node:fs'
import {expect, it} from 'vitest'

import {layOut} from '../../../src/lib/help/layout.js'

/** Every text that the commands say of themselves. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const MANIFEST: unknown = JSON.parse(readFileSync(new URL('../../../oclif.manifest.json', import.meta.url), 'utf8'))

const OTHERS = [
  'a  b',
  ' a',
  'a ',
  '[default: 0] that',
  'long [default: none at all] text',
  'A “word” — 日本語 there',
  'x'.repeat(150),
]

it.each([40, 57, 80, 100])(
  'wraps plain words at %i columns as the library does, which knows all of Unicode',
  (width) => {
    const texts = [...new Set([...OTHERS, ...textsOf(MANIFEST)])].filter((text) => text !== '' && !text.includes('\n'))
    expect(texts.length).toBeGreaterThan(500)
    const shown = texts.map((text) => layOut(text, [], {color: false, width}))
    const wrapped = texts.map((text) =>
      wrapAnsi(text.replaceAll('[default: ', '[default:\u00A0'), width, {hard: true}).replaceAll('\u00A0', ' '),
    )
    expect(shown).toEqual(wrapped.map((text) => `${text}\n`))
  },
)
