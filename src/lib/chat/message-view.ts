import {type Message, type Task} from '../contract/schema.js'
import {type Output} from '../output/output.js'
import {timeInWords} from '../output/time-words.js'
import {type View} from '../output/view.js'

/** What is asked before a chat is cleared. */
export const CLEARS_ALL = 'Clear the chat? All your clients show the same one.'

/** What a run that is no chat line by line has done; an answer was shown as it came. Messages read on a terminal as they were said. */
export async function showChat(output: Output, result: Message | Message[] | {cleared: true}): Promise<void> {
  if (Array.isArray(result)) await output.list(messageView, output.terminal ? [...result].reverse() : result)
  else if ('cleared' in result) output.success('Chat cleared.')
}

export const messageView: View<Message> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {name: 'created_at', value: ({created_at: time}) => time},
    {name: 'sender', value: ({sender}) => sender},
    {name: 'text', value: ({text}) => text},
  ],
  empty: 'No messages yet. Send the first: omi chat "What did we decide about the budget?"',
  table: ({now}) => ({
    columns: [
      {header: 'WHEN', name: 'created_at', value: ({created_at: time}) => timeInWords(time, now)},
      {header: 'FROM', name: 'sender', rank: 0, value: ({sender}) => NAMES.get(sender) ?? sender},
      {flexible: true, name: 'text', value: ({text}) => onOneLine(text)},
    ],
  }),
}

/** A cell has no lines of its own. */
const onOneLine = (text: unknown) =>
  typeof text === 'string' ? text.trim().replaceAll(/\s*\n\s*/g, ' ') : String(text ?? '')

const NAMES = new Map([
  ['ai', 'Omi'],
  ['human', 'you'],
])

export const taskView: View<Task> = {
  columns: [
    {id: 'action item', name: 'id', value: ({id}) => id},
    {flexible: true, name: 'description', value: ({description}) => description},
  ],
  empty: 'Nothing is to be done. Add a task: /task add Call the dentist',
}
