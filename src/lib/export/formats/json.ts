import {type ManyFormat} from '../format.js'
import {NOUNS} from '../nouns.js'

/** A list of the API's documents, as they came. */
export const json: ManyFormat = {
  extension: 'json',
  layout: 'each-noun',
  nouns: NOUNS,
  summary: "The API's documents, in a list",
  withTranscripts: true,
  async *write(sections) {
    for await (const section of sections) {
      let before = '[\n'
      for await (const {text} of section.items()) {
        yield `${before}${text}`
        before = ',\n'
      }

      yield before === '[\n' ? '[]\n' : '\n]\n'
    }
  },
}

/** The same, one on each line. */
export const jsonl: ManyFormat = {
  ...json,
  extension: 'jsonl',
  summary: "The API's documents, one on each line",
  async *write(sections) {
    for await (const section of sections) for await (const {text} of section.items()) yield `${text}\n`
  },
}
