import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect, it} from 'vitest'

import {ROOT} from './support/examples.js'

it('has no link in the docs that leads nowhere', () => {
  const pages = ['', 'docs', 'docs/commands'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  )
  const links = pages.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => ({
      page,
      target,
    })),
  )
  expect(links.length).toBeGreaterThan(30)
  expect(links.filter(({page, target}) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([])
})
