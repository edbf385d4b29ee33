import * as Flags from '@oclif/core/flags'

import {OPERATIONS} from '../contract/operations.js'
import {timeFlag} from '../flags/date-flags.js'
import {checkText} from '../input/check-text.js'
import {textFrom, textLimit} from '../input/input.js'
import {type Output} from '../output/output.js'

/** The longest description of an action item, in characters. */
export const LONGEST_DESCRIPTION = OPERATIONS.createActionItem.limits.description

/** `--completed` and `--open`, of which one may be given; the summaries say what they do here. */
export const completionFlags = (completed: string, open: string) => ({
  completed: Flags.boolean({exclusive: ['open'], summary: completed}),
  open: Flags.boolean({exclusive: ['completed'], summary: open}),
})

/** What the two mean to the API; undefined when neither was given. */
export const completionOf = ({completed, open}: {completed: boolean; open: boolean}) =>
  completed ? true : open ? false : undefined

export const dueAtFlag = () =>
  timeFlag('When it is due; a date without a time is the end of that day', 'end', {clearWith: '--clear-due-at'})

/**
 * The description that a user gave (`-` is stdin) as the server keeps it: without the white space around it, so that
 * one whose creation went unanswered is found by its text. `label` names it. Throws a UsageError for one that is empty
 * or too long.
 */
export async function descriptionFrom(given: string, label: string, output: Output, signal: AbortSignal) {
  const text = (await textFrom(given, output, signal, textLimit(label, LONGEST_DESCRIPTION))).trim()
  checkText(text, label, LONGEST_DESCRIPTION)
  return text
}
