import {type RowKind} from '../bulk/check-rows.js'
import {textUpTo, yesOrNo} from '../bulk/field-checks.js'
import {type ActionItem, type ActionItemCreate} from '../contract/schema.js'
import {parseTime, TIME_EXPECTED} from '../input/dates.js'
import {LONGEST_DESCRIPTION} from './action-item-flags.js'

/** The API's own limits for an action item. */
export const actionItemRows: RowKind<ActionItemCreate> = {
  fields: {
    description: {
      required: true,
      // As the server keeps it, see descriptionFrom.
      check: (value) => textUpTo(LONGEST_DESCRIPTION)(typeof value === 'string' ? value.trim() : value),
    },
    completed: {
      check: yesOrNo,
    },
    due_at: {check: dueTime},
  },
  serverFields: ['completed_at', 'conversation_id', 'created_at', 'updated_at'] satisfies ReadonlyArray<
    Exclude<keyof ActionItem, keyof ActionItemCreate>
  >,
  textField: 'description',
}

/** What tells an action item from others: what there is to do, and until when. Whether it is done changes. */
export const saysOf = ({description, due_at: dueAt}: Pick<ActionItemCreate, 'description' | 'due_at'>): string =>
  JSON.stringify([description.trim(), dueAt ? Date.parse(dueAt) : null])

/** A time as --due-at takes it. */
function dueTime(value: unknown): string {
  const text = textUpTo(100)(value)
  try {
    return parseTime(text, 'due_at', 'end')
  } catch {
    throw new Error(`${JSON.stringify(text)} is not ${TIME_EXPECTED}`)
  }
}
