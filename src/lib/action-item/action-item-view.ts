import {type ActionItem} from '../contract/schema.js'
import {localTime} from '../output/local-time.js'
import {dueInWords, timeInWords, timeOf} from '../output/time-words.js'
import {type Column, type Reader, type TableView, type Tone, type View} from '../output/view.js'

const description: Column<ActionItem> = {flexible: true, name: 'description', value: (item) => item.description}
const id: Column<ActionItem> = {id: 'action item', name: 'id', value: (item) => item.id}

export const actionItemView: View<ActionItem> = {
  columns: [
    id,
    {name: 'completed', value: ({completed}) => completed},
    description,
    {name: 'due_at', value: ({due_at: time}) => time},
    {name: 'created_at', value: ({created_at: time}) => time},
    {name: 'completed_at', value: ({completed_at: time}) => time},
    {name: 'conversation_id', value: ({conversation_id: conversation}) => conversation},
  ],
  empty: 'No action items yet. Add the first: omi action-item create "Call the dentist" --due-at tomorrow',
  async record({accessible, now}) {
    const {relativeTime} = await import('../output/relative-time.js')
    return [
      id,
      {
        name: 'status',
        value: (item) => (accessible ? '' : `${MARKS[statusOf(item, now)]} `.trimStart()) + statusOf(item, now),
      },
      description,
      {name: 'due', value: ({due_at: time}) => relativeTime(time, now)},
      {name: 'created', value: ({created_at: time}) => relativeTime(time, now)},
      {name: 'completed', value: ({completed_at: time}) => relativeTime(time, now)},
      {name: 'conversation', value: ({conversation_id: conversation}) => conversation},
    ]
  },
  table: tableFor,
}

/** Of a list that comes in the order that it is to have. */
export const sortedActionItemView: View<ActionItem> = {
  ...actionItemView,
  table: (reader) => ({...tableFor(reader), order: undefined}),
}

type Status = 'done' | 'open' | 'overdue'

const MARKS: Record<Status, string> = {done: '✓', open: '', overdue: '!'}
const TONES: Record<Status, Tone | undefined> = {done: 'dim', open: undefined, overdue: 'red'}

/** What tells at a look how an item stands: a sign or, where signs cannot be read, a word. */
export function markOf(item: ActionItem, {accessible, now}: Reader): string {
  const status = statusOf(item, now)
  return accessible ? status : MARKS[status]
}

export const toneOf = (item: ActionItem, now: Date): Tone | undefined => TONES[statusOf(item, now)]

/** What is overdue comes first, then what is due next, and what is done last. */
function tableFor({accessible, now}: Reader): TableView<ActionItem> {
  const tone = (item: ActionItem) => toneOf(item, now)
  const dimmed = (item: ActionItem): Tone | undefined => (item.completed ? 'dim' : undefined)
  const due: Column<ActionItem> = {
    name: 'due',
    rank: 1,
    tone,
    value: ({due_at: time}) => dueInWords(time, now),
  }
  return {
    columns: [
      {...id, tone: dimmed},
      {
        header: accessible ? 'STATUS' : '',
        name: 'status',
        rank: 0,
        tone,
        value: (item) => markOf(item, {accessible, now}),
      },
      due,
      {header: 'DUE AT', name: 'due_at', rank: 3, tone, value: ({due_at: time}) => localTime(time), wide: true},
      {
        header: 'CREATED',
        name: 'created_at',
        rank: 2,
        tone: dimmed,
        value: ({created_at: time}) => timeInWords(time, now),
      },
      {...description, tone: dimmed},
    ],
    order: (a, b) => urgencyOf(a) - urgencyOf(b),
  }
}

/** The lower, the sooner it wants to be looked at: what is due first, then what has no date, then what is done. */
function urgencyOf({completed, due_at: dueAt}: ActionItem): number {
  if (completed) return Number.MAX_VALUE
  return timeOf(dueAt)?.getTime() ?? Number.MAX_SAFE_INTEGER
}

/** What a person wants to know first. */
function statusOf({completed, due_at: dueAt}: ActionItem, now: Date): Status {
  if (completed) return 'done'
  const due = timeOf(dueAt)
  return due && due < now ? 'overdue' : 'open'
}
