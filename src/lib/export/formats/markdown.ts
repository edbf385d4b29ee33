import {type FormatJob, type ItemFormat, type ManyFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {NOUNS, PLURALS} from '../nouns.js'
import {bodyOf, noteOf} from './note.js'
import {ObsidianNotes} from './obsidian.js'

/** All notes in one document, under a heading for each noun. */
const whole: ManyFormat = {
  extension: 'md',
  layout: 'all-in-one',
  nouns: NOUNS,
  summary: 'One document',
  withTranscripts: true,
  async *write(sections) {
    let before = ''
    for await (const {items, noun} of sections) {
      yield `${before}# ${headingOf(noun)}\n`
      before = '\n'
      for await (const item of items()) yield `\n${bodyOf(item, '##')}`
    }
  },
}

export const md: ItemFormat = {
  extension: 'md',
  begin: ({options}: FormatJob) => (options.obsidian ? ObsidianNotes.open(options) : undefined),
  layout: 'each-item',
  nouns: NOUNS,
  summary: 'Notes in Markdown, with YAML front matter',
  whole,
  withTranscripts: true,
  write: (item) => noteOf(item),
}

const headingOf = (noun: ExportItem['noun']) => {
  const name = PLURALS[noun].replace('-', ' ')
  return name.charAt(0).toUpperCase() + name.slice(1)
}
