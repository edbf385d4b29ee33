import {stringify} from 'yaml'

import {type Row} from '../cells.js'
import {legible} from '../said.js'

/** What would be markup, a link, a tag or code in Markdown, and in Obsidian, which runs some of its code. */
const MARKUP = /[\\`*<>[\]~|$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|#(?=\S)|==|%%/gu

/** What would begin a list, a heading, a quote or a rule. */
const BLOCK = /^(?<blank>\s*)(?:(?<mark>[-+=#:]+)|(?<number>\d+)(?<dot>[.)]))(?=\s|$)/

/** A text as Markdown shows it word for word, line by line. */
export const plain = (text: string): string =>
  linesOf(text)
    .map((line) => plainLine(line))
    .join('\n')

/** The same on one line. */
export const plainInLine = (text: string): string => plainLine(linesOf(text).join(' ').replaceAll(/\s+/g, ' ').trim())

const plainLine = (line: string) =>
  line
    .replaceAll(MARKUP, (mark) => [...mark].map((character) => `\\${character}`).join(''))
    .replace(BLOCK, (...match) => {
      const {blank = '', dot, mark, number}: Record<string, string | undefined> = match.at(-1)
      return mark === undefined ? `${blank}${number}\\${dot}` : `${blank}\\${mark.replace(/^\\/, '')}`
    })

const linesOf = (text: string) => legible(text).split(/\r\n|[\n\r]/)

/** The properties of a note: what is simple of a row, as YAML between two lines of dashes. */
export function frontMatter(row: Row): string {
  const simple = Object.entries(row).flatMap(([name, value]) =>
    isSimple(value) ? [[legible(name), clean(value)]] : [],
  )
  return `---\n${stringify(Object.fromEntries(simple), {lineWidth: 0})}---\n`
}

/** YAML has no form for control characters, and takes more than a line feed for a line's end. */
const clean = (value: unknown): unknown =>
  typeof value === 'string' ? legible(value) : Array.isArray(value) ? value.map((element) => clean(element)) : value

const isSimple = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (Array.isArray(value) && value.length > 0 && value.every((element) => typeof element === 'string'))
