import {randomUUID} from 'node:crypto'

import type {Handlers, Schema} from './operation.js'
import type {Store} from './store.js'

import {type Kept, removeDocument, requireDocument, requireText, sentFields, withoutFlags} from './documents.js'
import {listPage} from './pages.js'
import {normalizedTime, rangeTest} from './times.js'

export interface StoredActionItem extends Kept, Schema<'ActionItem'> {
  created_at: string
}

type NewActionItem = Schema<'ActionItemCreate'> & {conversation_id?: string}

/** Adds an action item as of now. Throws ApiError 422 for a blank description. */
export function addActionItem(store: Store, item: NewActionItem): StoredActionItem {
  const createdAt = store.stamp()
  const added: StoredActionItem = {
    id: randomUUID(),
    description: requireText(item.description, 'description'),
    completed: item.completed ?? false,
    created_at: createdAt,
    updated_at: createdAt,
    due_at: item.due_at ? normalizedTime(item.due_at) : null,
    completed_at: item.completed ? createdAt : null,
    conversation_id: item.conversation_id ?? null,
  }
  store.actionItems.add(added)
  return added
}

const shownActionItem = (item: StoredActionItem): Schema<'ActionItem'> => withoutFlags(item)

export const actionItemHandlers = {
  listActionItems(call) {
    const {query, store} = call
    const inRange = rangeTest(query)
    const {completed, conversation_id: conversationId} = query
    return listPage(
      call,
      store.actionItems,
      shownActionItem,
      (item) =>
        (completed === undefined || item.completed === completed) &&
        (conversationId === undefined || item.conversation_id === conversationId) &&
        (!inRange || inRange(item.created_at)),
    )
  },

  createActionItem({body, store}) {
    return shownActionItem(addActionItem(store, body))
  },

  /** All or none; one later in the batch is newer. */
  createActionItems({body, store}) {
    for (const {description} of body.action_items) requireText(description, 'description')
    const items = body.action_items.map((item) => shownActionItem(addActionItem(store, item)))
    return {action_items: items, created_count: items.length}
  },

  updateActionItem({body, legacy, path, store}) {
    const item = requireDocument(store.actionItems, path.action_item_id, 'action item')
    const {completed, description, due_at: dueAt} = sentFields(body, ['completed', 'description', 'due_at'], legacy)
    const now = store.stamp()
    store.actionItems.update(item, {
      ...(description !== undefined && {description: requireText(description, 'description')}),
      ...(completed !== undefined && {completed, completed_at: completed ? now : null}),
      ...(dueAt !== undefined && {due_at: dueAt === null ? null : normalizedTime(dueAt)}),
      updated_at: now,
    })
    return shownActionItem(item)
  },

  deleteActionItem({path, store}) {
    return removeDocument(store.actionItems, path.action_item_id, 'action item')
  },
} satisfies Handlers
