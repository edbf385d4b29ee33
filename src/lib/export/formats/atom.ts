import {type ManyFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {described, textOf} from '../said.js'

/** A feed (RFC 4287). Its ids and those of its entries are the same each time. */
export const atom: ManyFormat = {
  extension: 'atom',
  layout: 'each-noun',
  nouns: ['memory', 'conversation', 'daily-summary'],
  readsTwice: true,
  summary: 'A feed (Atom)',
  async *write(sections) {
    for await (const section of sections) {
      let newest = 0
      for await (const item of section.items()) newest = Math.max(newest, updatedOf(item).getTime())
      yield [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        `  <id>urn:omi:${section.noun}</id>`,
        `  <title>Omi: ${section.noun}</title>`,
        `  <updated>${new Date(newest).toISOString()}</updated>`,
        '  <author><name>Omi</name></author>',
        '  <generator uri="https://www.omi.me/">omi export</generator>\n',
      ].join('\n')
      for await (const item of section.items()) yield entryOf(item)
      yield '</feed>\n'
    }
  },
}

const updatedOf = (item: ExportItem): Date => {
  const {at, updated} = described(item)
  return updated ?? at ?? new Date(0)
}

function entryOf(item: ExportItem): string {
  const {at, body, category, tags, title} = described(item)
  return [
    '  <entry>',
    `    <id>urn:omi:${item.noun}:${encodeURIComponent(textOf(item.id))}</id>`,
    `    <title>${escaped(title)}</title>`,
    `    <updated>${updatedOf(item).toISOString()}</updated>`,
    ...(at ? [`    <published>${at.toISOString()}</published>`] : []),
    ...[category, ...tags].filter(Boolean).map((term) => `    <category term="${escaped(term)}"/>`),
    `    <content type="text">${escaped(body)}</content>`,
    '  </entry>\n',
  ].join('\n')
}

/** Text for XML 1.0, which has no form for most control characters. */
const escaped = (text: string): string =>
  text
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
