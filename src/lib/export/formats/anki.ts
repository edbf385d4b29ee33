import {progressInWords} from '../../goal/goal-progress.js'
import {rowOf} from '../cells.js'
import {type FormatJob, type ManyFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {described, oneLine, textOf} from '../said.js'

/** What stands on the front where nobody says it. */
const FRONTS = {goal: '{title}', memory: 'What does Omi know about you? ({category})'}

/** A text file that Anki imports by itself: https://docs.ankiweb.net/importing/text-files.html */
export const anki: ManyFormat = {
  extension: 'txt',
  layout: 'each-noun',
  nouns: ['memory', 'goal'],
  summary: 'Cards for Anki',
  async *write(sections, job) {
    yield '#separator:tab\n#html:true\n#guid column:1\n#notetype:Basic\n#deck:Omi\n#columns:guid\tFront\tBack\tTags\n#tags column:4\n'
    for await (const section of sections) for await (const item of section.items()) yield noteOf(item, job)
  },
}

function noteOf(item: ExportItem, {options}: FormatJob): string {
  const {body, category, tags} = described(item)
  const front = filled(options.front ?? (item.noun === 'goal' ? FRONTS.goal : FRONTS.memory), item)
  const back = item.noun === 'goal' ? [oneLine(progressInWords(item.document)), body].filter(Boolean).join('\n') : body
  const allTags = ['omi', item.noun === 'goal' ? 'goal' : category, ...tags]
    .map((tag) => tag.replaceAll(/\s+/g, '_'))
    .filter(Boolean)
  return `${[`omi-${item.id}`, front, back || ' ', [...new Set(allTags)].join(' ')].map((field) => fieldOf(field)).join('\t')}\n`
}

/** The pattern with `{category}` and other fields of the document. */
const filled = (pattern: string, item: ExportItem): string => {
  const row = {...rowOf(item), text: described(item).body, title: described(item).title}
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value: unknown = Object.hasOwn(row, name) ? row[name as keyof typeof row] : whole
    return Array.isArray(value) ? value.map((element) => textOf(element)).join(', ') : textOf(value)
  })
}

/** A field of HTML on one line. Quotes around it would be Anki's own, and so would a leading `#`. */
const fieldOf = (text: string): string =>
  text
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('{', '&#123;')
    .replaceAll('[', '&#91;')
    .replaceAll('\t', ' ')
    .replaceAll(/\r\n|[\n\r]/g, '<br>')
