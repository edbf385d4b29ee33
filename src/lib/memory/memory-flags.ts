import * as Flags from '@oclif/core/flags'

import {OPERATIONS} from '../contract/operations.js'
import {memoryCategoryValues, visibilityValues} from '../contract/schema.js'
import {checkText} from '../input/check-text.js'

/** The longest content of a memory, in characters. */
export const LONGEST_CONTENT = OPERATIONS.createMemory.limits.content

/** The flags that describe a memory, for `create` and `update`. */
export const memoryFlags = {
  category: Flags.option({
    helpValue: 'CATEGORY',
    options: memoryCategoryValues,
    summary: `One of: ${memoryCategoryValues.join(', ')}`,
  })(),
  tag: Flags.string({
    helpValue: 'TAG',
    multiple: true,
    multipleNonGreedy: true,
    async parse(input) {
      checkText(input, '--tag', Number.POSITIVE_INFINITY)
      return input
    },
    summary: 'A tag; may be given more than once',
  }),
  visibility: Flags.option({options: visibilityValues, summary: 'Who may see it'})(),
}
