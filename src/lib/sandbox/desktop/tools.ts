import {type JsonObject} from '../contract.js'

const properties = (required: readonly string[], all: JsonObject): JsonObject => ({
  type: 'object',
  properties: all,
  required: [...required],
})

const TEXT = {type: 'string'}
const range = (minimum: number, maximum: number) => ({type: 'integer', minimum, maximum})

/** What Omi Desktop can be asked for, as it describes it. */
export const DESKTOP_TOOLS = [
  {
    name: 'get_local_status',
    description: 'Whether screen history is available, and how much of it there is.',
    parameters: properties([], {}),
  },
  {
    name: 'search_screen_history',
    description: 'Searches what was on the screen.',
    parameters: properties(['query'], {query: TEXT, days: range(1, 365), limit: range(1, 50), app_filter: TEXT}),
  },
  {
    name: 'get_screenshot',
    description: 'Gives one picture of the screen.',
    parameters: properties(['screenshot_id'], {screenshot_id: TEXT}),
  },
  {
    name: 'get_daily_recap',
    description: 'Tells what was done on this machine on a day.',
    parameters: properties([], {days_ago: range(0, 365)}),
  },
  {
    name: 'execute_sql',
    description: 'Runs a SELECT on the local database: screenshots and action_items.',
    parameters: properties(['query'], {query: TEXT}),
  },
  {
    name: 'search_tasks',
    description: 'Searches tasks.',
    parameters: properties(['query'], {query: TEXT, include_completed: {type: 'boolean'}}),
  },
  {
    name: 'complete_task',
    description: 'Marks a task as done.',
    parameters: properties(['task_id'], {task_id: TEXT}),
  },
  {
    name: 'delete_task',
    description: 'Deletes a task for good.',
    parameters: properties(['task_id'], {task_id: TEXT}),
  },
] as const

export type DesktopTool = (typeof DESKTOP_TOOLS)[number]['name']
