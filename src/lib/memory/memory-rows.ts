import {type RowKind} from '../bulk/check-rows.js'
import {oneOf, textList, textUpTo} from '../bulk/field-checks.js'
import {OPERATIONS} from '../contract/operations.js'
import {type Memory, memoryCategoryValues, type MemoryCreate, visibilityValues} from '../contract/schema.js'

/** The API's own limits for a memory. */
export const memoryRows: RowKind<MemoryCreate> = {
  fields: {
    content: {required: true, check: textUpTo(OPERATIONS.createMemory.limits.content)},
    category: {check: oneOf(memoryCategoryValues)},
    visibility: {check: oneOf(visibilityValues)},
    tags: {check: textList},
  },
  serverFields: [
    'created_at',
    'edited',
    'manually_added',
    'reviewed',
    'scoring',
    'updated_at',
    'user_review',
  ] satisfies ReadonlyArray<Exclude<keyof Memory, keyof MemoryCreate>>,
  textField: 'content',
}
