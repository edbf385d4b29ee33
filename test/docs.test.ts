import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type SandboxOptions} from '../src/lib/sandbox/server.js'
import {type Block, blocksOf, trial} from './support/doc-blocks.js'
import {ROOT} from './support/examples.js'
import {offerPlugins} from './support/offered-plugins.js'
import {runShell, workplace} from './support/workplace.js'

/**
 * Each code block of the docs runs as it is printed, block after block in a folder for each page, with `omi` on the PATH
 * and a sandbox behind it; documents are parsed. What is not run says so in the page. Elsewhere: the README, which
 * scripts/readme.mjs follows line by line; docs/transcripts.md and docs/daily-life.md, which are compared with a replay; docs/commands, whose
 * blocks are the examples of the verbs.
 */

const ELSEWHERE = new Set(['docs/chat.md', 'docs/daily-life.md', 'docs/transcripts.md', 'README.md'])

/** What a page needs of its sandbox, and what its blocks have to print. */
const NEEDS: Readonly<Record<string, {readonly prints?: readonly RegExp[]; readonly sandbox?: SandboxOptions}>> = {
  'docs/agents.md': {
    prints: [
      /^[\da-f-]{36}\tPrefers async over sync$/m,
      /^Prefers tea over coffee$/m,
      /^Plays the cello 5$/m,
      /^[\da-f-]{36}$/m,
    ],
    // The scripts have to wait and try again.
    sandbox: {faults: ['POST /v1/dev/user/memories 429:1 x1'], seedData: false},
  },
}

const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].filter((page) => !ELSEWHERE.has(page))

describe('the blocks of', () => {
  for (const page of pages) {
    const blocks = blocksOf(page)
    const tried = blocks.filter(({notRun}) => notRun === undefined)
    if (blocks.length > 0) it(`${page} do what they say${leftOut(blocks)}`, () => runs(page, tried), 180_000)
  }
})

function leftOut(blocks: Block[]): string {
  return blocks.map(({line, notRun}) => (notRun === undefined ? '' : `; not run: line ${line}, ${notRun}`)).join('')
}

async function runs(page: string, blocks: Block[]): Promise<void> {
  const {prints = [], sandbox} = NEEDS[page] ?? {}
  const place = await workplace(sandbox)
  await offerPlugins(place)
  const commands: string[] = []
  for (const block of blocks) {
    const tried = trial(block)
    if (!tried) continue
    writeFileSync(join(place.folder, tried.file), block.text)
    commands.push(tried.command)
  }

  const outcomes = await runShell(place, commands)
  expect(outcomes.filter(({code}) => code !== 0)).toEqual([])
  const printed = outcomes.map(({screen}) => screen).join('')
  for (const pattern of prints) expect(printed).toMatch(pattern)
}

it.each(['src/index.ts', 'src/testing.ts'])('docs/plugins.md has every name that %s exports', (file) => {
  const [source, page] = [file, 'docs/plugins.md'].map((name) => readFileSync(join(ROOT, name), 'utf8'))
  const lists = [...(source?.matchAll(/^export \{([^}]*)\}/gm) ?? [])].flatMap(([, list = '']) => list.split(','))
  const declared = [...(source?.matchAll(/^export (?:const|function|interface) (\w+)/gm) ?? [])].map(([, name]) => name)
  const names = [...lists.map((name) => name.replace(/^.*\b(?:type|as) /s, '').trim()), ...declared].filter(Boolean)
  expect(names.length).toBeGreaterThan(4)
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page ?? ''))).toEqual([])
})
