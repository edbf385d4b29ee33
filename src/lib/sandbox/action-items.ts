import {randomUUID} from 'node:crypto'

import {type Schema} from './contract.js'
import {type Store} from './store.js'
import {type StoredActionItem} from './stored.js'

type NewActionItem = Schema<'ActionItemCreate'> & {conversation_id?: string}

/** Adds an action item as of now. */
export function addActionItem(store: Store, item: NewActionItem): StoredActionItem {
  const createdAt = store.stamp()
  const added: StoredActionItem = {
    id: randomUUID(),
    description: item.description.trim(),
    completed: item.completed ?? false,
    created_at: createdAt,
    updated_at: createdAt,
    due_at: item.due_at ?? null,
    completed_at: item.completed ? createdAt : null,
    conversation_id: item.conversation_id ?? null,
  }
  store.of('action_items').add(added)
  return added
}

/** What a change makes of an action item beside the fields: when it was completed. */
export const actionItemChanges = (
  fields: Partial<Schema<'ActionItemUpdate'>>,
  now: string,
): Partial<StoredActionItem> => ({
  ...fields,
  ...(fields.completed !== undefined && {completed_at: fields.completed ? now : null}),
})
