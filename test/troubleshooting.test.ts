import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {ROOT} from './support/examples.js'

/** The titles of errors in the product's source, up to what differs from case to case. */
function titlesInSource(): string[] {
  const files = readdirSync(join(ROOT, 'src'), {encoding: 'utf8', recursive: true})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
  const titles = files.flatMap((text) => [
    ...text.matchAll(/new (?:Usage|Credential|Service|RateLimit|NotFound|Omi)Error\(\s*(["'`])(.*?)\1/g),
  ])
  return titles.map(
    (match) =>
      match[2]
        ?.split(/[:(]? ?\$\{| \(/)[0]
        ?.replace(/:? .$/, '')
        .trim() ?? '',
  )
}

it('explains every error on the page about trouble', () => {
  const page = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8')
  const titles = [...new Set(titlesInSource())].filter(Boolean)
  expect(titles.length).toBeGreaterThan(40)
  expect(titles.filter((title) => !page.includes(`“${title}`))).toEqual([])
})
