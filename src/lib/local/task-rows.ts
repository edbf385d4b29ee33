import {isObject} from '../json/is-object.js'
import {localTime} from '../output/local-time.js'
import {type View} from '../output/view.js'

/** A task as Omi Desktop has it, with whatever else stands in it. */
type LocalTask = Readonly<Record<string, unknown>>

/** The tasks that a search has found; undefined where it is told in another form. */
export function taskRows(result: unknown): LocalTask[] | undefined {
  const list = isObject(result) ? (result.tasks ?? result.results) : result
  return Array.isArray(list) && list.every((task) => isObject(task)) ? list : undefined
}

const field = (name: string) => (task: LocalTask) => {
  const value = task[name]
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

export const taskView: View<LocalTask> = {
  columns: [
    {name: 'id', rank: 0, value: field('id')},
    {name: 'completed', value: field('completed')},
    {flexible: true, name: 'description', value: field('description')},
    {name: 'due_at', show: (task) => localTime(field('due_at')(task)?.toString()), value: field('due_at')},
  ],
  empty: 'No task fits.',
}
