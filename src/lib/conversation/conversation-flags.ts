import * as Flags from '@oclif/core/flags'

import {OPERATIONS} from '../contract/operations.js'
import {timeFlag} from '../flags/date-flags.js'

/** The longest text that a conversation is made of, and the longest title, in characters. */
export const LONGEST_TEXT = OPERATIONS.createConversation.limits.text
export const LONGEST_TITLE = OPERATIONS.updateConversation.limits.title

/** The flags for when and in which language something was said, for verbs that create a conversation. */
export const recordingFlags = {
  'started-at': timeFlag('When it began', 'start', {tense: 'past'}),
  'finished-at': timeFlag('When it ended; not before it began', 'end', {tense: 'past'}),
  language: Flags.string({default: 'en', helpValue: 'CODE', summary: 'The language, as an ISO 639-1 code'}),
}
