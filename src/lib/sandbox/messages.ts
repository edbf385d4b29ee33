import {randomUUID} from 'node:crypto'

import {actionItemChanges, addActionItem} from './action-items.js'
import {answerFrom} from './ask.js'
import {ChatAnswer} from './chat-answer.js'
import {type Schema} from './contract.js'
import {requireDocument, requireText} from './documents.js'
import {type Call, type Handlers} from './operation.js'
import {type Store} from './store.js'
import {type StoredActionItem} from './stored.js'

/** How many conversations an answer may come from. */
const SOURCES = 3

export const messageHandlers = {
  clearMessages({store}) {
    const messages = store.of('messages')
    for (const {id} of messages) messages.remove(id)
  },

  completeTask({path, query, store}) {
    const items = store.of('action_items')
    const item = requireDocument(items, path.action_item_id, 'action item')
    const now = store.stamp()
    items.update(item, {...actionItemChanges({completed: query.completed}, now), updated_at: now})
  },

  createTask: ({body, store}) =>
    taskOf(addActionItem(store, {completed: false, description: requireText(body.description, 'description')})),

  listMessages: ({query, store}) => store.of('messages').page({limit: query.limit!, offset: 0}),

  listTasks({query: {completed, limit = 0}, store}) {
    const found = store
      .of('action_items')
      .page(
        {limit: limit + 1, offset: 0},
        (item) => (completed === undefined || item.completed === completed) && !item.is_locked && !item.unreadable,
      )
    return {action_items: found.slice(0, limit).map((item) => taskOf(item)), has_more: found.length > limit}
  },
} satisfies Handlers

/** Keeps the message and its answer, before anything of it is sent. */
export function sendMessage({body, store}: Call<'sendMessage'>): ChatAnswer {
  const text = requireText(body.text, 'text')
  add(store, 'human', text)
  const {answer, more, sources} = answerFrom(store, text, SOURCES, 'UTC')
  const titles = sources.map(({title}) => title)
  return new ChatAnswer(more === '' ? answer : `${answer}\n${more}`, titles, (final) => add(store, 'ai', final))
}

function add(store: Store, sender: 'ai' | 'human', text: string): Schema<'Message'> {
  const message = {id: randomUUID(), created_at: store.stamp(), sender, text, type: 'text'}
  store.of('messages').add(message)
  return message
}

const taskOf = ({completed, description, id}: StoredActionItem) => ({id, description, completed})
