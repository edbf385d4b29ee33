import {type ActionItem} from '../contract/schema.js'
import {type Output} from '../output/output.js'
import {type View} from '../output/view.js'

const EMPTY = 'No action items yet. Add the first: omi action-item create "Call the dentist" --due-at tomorrow'
const NO_MATCH = 'No action item is like that. See them all: omi action-item list'

/** The columns of a pipe. */
const fields: View<ActionItem> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {name: 'completed', value: ({completed}) => completed},
    {name: 'description', value: ({description}) => description},
    {name: 'due_at', value: ({due_at: time}) => time},
    {name: 'created_at', value: ({created_at: time}) => time},
    {name: 'completed_at', value: ({completed_at: time}) => time},
    {name: 'conversation_id', value: ({conversation_id: id}) => id},
  ],
}

/** One action item. What writes times for people is loaded only where there is one. */
export async function actionItemView(output: Output): Promise<View<ActionItem>> {
  if (!output.terminal) return fields
  const now = output.io.clock.now()
  const {relativeTime} = await import('../output/relative-time.js')
  return {
    columns: [
      {name: 'id', value: ({id}) => id},
      {name: 'status', value: (item) => statusOf(item, now)},
      {name: 'description', value: ({description}) => description},
      {name: 'due', value: ({due_at: time}) => relativeTime(time, now)},
      {name: 'created', value: ({created_at: time}) => relativeTime(time, now)},
      {name: 'completed', value: ({completed_at: time}) => relativeTime(time, now)},
      {name: 'conversation', value: ({conversation_id: id}) => id},
    ],
  }
}

/** A list of action items; `filtered` when only some were asked for. */
export async function actionItemListView(output: Output, {filtered}: {filtered: boolean}): Promise<View<ActionItem>> {
  const empty = filtered ? NO_MATCH : EMPTY
  if (!output.terminal) return {...fields, empty}
  const now = output.io.clock.now()
  const [{distance}, {localTime}] = await Promise.all([
    import('../output/distance.js'),
    import('../output/local-time.js'),
  ])
  return {
    columns: [
      {name: 'id', value: ({id}) => id},
      {name: 'status', value: (item) => statusOf(item, now)},
      {name: 'due', value: ({due_at: time}) => distance(time, now)},
      {name: 'due at', value: ({due_at: time}) => localTime(time), wide: true},
      {flexible: true, name: 'description', value: ({description}) => description},
    ],
    empty,
  }
}

/** What a person wants to know first. */
function statusOf({completed, due_at: dueAt}: ActionItem, now: number): string {
  if (completed) return '✓ done'
  return Date.parse(dueAt ?? '') < now ? '! overdue' : 'open'
}
