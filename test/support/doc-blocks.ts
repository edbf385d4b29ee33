import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseAst} from 'rolldown/parseAst'
import {parse as parseToml} from 'toml'

import {ROOT} from './examples.js'

/** A code block of a page. */
export interface Block {
  readonly language: string
  /** Of the line that opens it. */
  readonly line: number
  /** Why it is not run, where the page says so. */
  readonly notRun?: string
  readonly text: string
}

const OPENING = /^ *```(\w*)$/
const MARK = /^<!-- not run: (.*) -->$/

/** The code blocks of a page of the repository, in order. */
export function blocksOf(page: string): Block[] {
  const lines = readFileSync(join(ROOT, page), 'utf8').split('\n')
  const blocks: Block[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const opening = lines[index]?.match(OPENING)
    if (!opening) continue
    const end = lines.findIndex((line, at) => at > index && line.trim() === '```')
    const before = lines.slice(0, index).findLast((line) => line.trim() !== '')
    blocks.push({
      language: opening[1] ?? '',
      line: index + 1,
      notRun: before?.match(MARK)?.[1],
      text: lines.slice(index + 1, end).join('\n'),
    })
    index = end
  }

  return blocks
}

/** Throws for a block that holds no document of its language. */
const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  ''() {},
  // What they change is in the sources: test/noun.test.ts makes the changes.
  diff() {},
  json: JSON.parse,
  text() {},
  toml: parseToml,
  ts(text) {
    parseAst(text, {lang: 'ts'})
  },
}

/** What runs a file of a language. */
const INTERPRETERS: Readonly<Record<string, readonly [command: string, extension: string]>> = {
  bash: ['bash -e', 'sh'],
  js: [process.execPath, 'mjs'],
  python: ['python3', 'py'],
  sh: ['sh -e', 'sh'],
}

/** How a block is tried: its file and the command that runs it. Throws for one that is neither run nor readable. */
export function trial({language, line, text}: Block): undefined | {command: string; file: string} {
  const interpreter = INTERPRETERS[language]
  if (interpreter) {
    const file = `block-${line}.${interpreter[1]}`
    return {command: `${interpreter[0]} ${file}`, file}
  }

  const parse = PARSERS[language]
  if (!parse)
    throw new Error(`Line ${line}: nothing runs \`\`\`${language}. Say why in a comment before it: <!-- not run: … -->`)
  parse(text)
  return undefined
}
