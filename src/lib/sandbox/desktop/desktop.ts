import {type Hono} from 'hono'

import {type AppEnv} from '../app-types.js'
import {relevanceToQuery} from '../relevance.js'
import {type Store} from '../store.js'
import {answerTo} from './database.js'
import {momentsOf, pictureOf} from './screen.js'
import {DESKTOP_TOOLS, type DesktopTool} from './tools.js'

/** Arguments of a tool as they came. */
type Arguments = Readonly<Record<string, unknown>>

/** What a tool refuses: its answer has this status, and says why. */
class Refusal extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
    readonly more: {readonly hint?: string; readonly reason?: string} = {},
  ) {
    super(message)
  }
}

/**
 * Serves a stand-in of Omi Desktop's local API, for this token: the same data as the account. The newest picture of the screen is not ready
 * when it is first asked for, as while it is still part of a running film.
 */
export function addDesktop(app: Hono<AppEnv>, {store, token}: {store: Store; token: string}): void {
  const asked = new Set<number>()
  const tools: Readonly<Record<DesktopTool, (args: Arguments) => unknown>> = {
    get_local_status() {
      const count = momentsOf(store).length
      return {
        screen_history_available: count > 0,
        screenshot_count: count,
        indexed_screenshot_count: count,
        task_count: store.of('action_items').size,
      }
    },
    search_screen_history: (args) => screenFor(store, args),
    get_screenshot(args) {
      const moments = momentsOf(store)
      const moment = moments.find(({id}) => String(id) === textIn(args, 'screenshot_id'))
      if (!moment) throw new Refusal(404, 'No such screenshot', {hint: 'Take an id from search_screen_history.'})
      if (moment.id === moments.length && !asked.has(moment.id)) {
        asked.add(moment.id)
        throw new Refusal(409, 'The screenshot is not ready yet', {
          hint: 'Ask again shortly, or take an older one.',
          reason: 'screenshot_pending',
        })
      }

      const metadata = {screenshot_id: moment.id, timestamp: moment.timestamp, app_name: moment.app}
      return {image_base64: pictureOf(moment).toString('base64'), metadata}
    },
    get_daily_recap: (args) => recapOf(store, numberIn(args, 'days_ago', 0)),
    execute_sql: (args) => answerTo(textIn(args, 'query'), store),
    search_tasks(args) {
      const relevance = relevanceToQuery(textIn(args, 'query'))
      const tasks = [...store.of('action_items')]
        .filter(({completed}) => !completed || args.include_completed === true)
        .filter(({description}) => relevance(description) > 0)
        .map(({completed, description, due_at: dueAt, id}) => ({id, description, completed, due_at: dueAt}))
      return {tasks}
    },
    complete_task(args) {
      const task = taskOf(store, args)
      store.of('action_items').update(task, {completed: true, completed_at: store.stamp()})
      return {id: task.id, completed: true}
    },
    delete_task(args) {
      const {id} = taskOf(store, args)
      store.of('action_items').remove(id)
      return {id, deleted: true}
    },
  }

  app.use('/v1/local/*', async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${token}`) {
      return c.json({ok: false, error: 'Unauthorized', hint: 'The token stands in the settings of Omi Desktop.'}, 401)
    }

    await c.get('work')()
    return next()
  })
  app.get('/v1/local/tools', (c) => c.json({tools: DESKTOP_TOOLS}))
  app.post('/v1/local/tool', async (c) => {
    try {
      const {args, name} = callIn(c.get('body'))
      const result = await tools[name](args)
      await store.flush()
      return c.json({ok: true, result})
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return c.json({ok: false, error: error.message, ...error.more}, error.status)
    }
  })
}

/** Throws a Refusal for what is no call of a tool that there is. */
function callIn(body: string): {args: Arguments; name: DesktopTool} {
  let call: unknown
  try {
    call = JSON.parse(body)
  } catch {
    throw new Refusal(400, 'The body is not JSON')
  }

  const {arguments: args = {}, name} = (call ?? {}) as {arguments?: unknown; name?: unknown}
  const tool = DESKTOP_TOOLS.find((each) => each.name === name)
  if (!tool) throw new Refusal(404, `Unknown tool: ${String(name)}`, {hint: 'GET /v1/local/tools lists them.'})
  if (typeof args !== 'object' || args === null || Array.isArray(args))
    throw new Refusal(400, 'arguments must be an object')
  return {args: args as Arguments, name: tool.name}
}

function textIn(args: Arguments, name: string): string {
  const value = args[name]
  if (typeof value === 'string' && value.trim() !== '') return value
  if (typeof value === 'number') return String(value)
  throw new Refusal(400, `${name} is required`)
}

function numberIn(args: Arguments, name: string, usual: number): number {
  const value = args[name] ?? usual
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw new Refusal(400, `${name} must be a whole number`)
}

function taskOf(store: Store, args: Arguments) {
  const id = textIn(args, 'task_id')
  const task = store.of('action_items').get(id)
  if (!task) throw new Refusal(404, `No such task: ${id}`)
  return task
}

const DAY = 86_400_000

/** As Omi Desktop writes it for people. */
function screenFor(store: Store, args: Arguments): string {
  const relevance = relevanceToQuery(textIn(args, 'query'))
  const since = store.now().getTime() - numberIn(args, 'days', 7) * DAY
  const found = momentsOf(store)
    .filter(({app, timestamp}) => Date.parse(timestamp) >= since && (args.app_filter ?? app) === app)
    .map((moment) => ({moment, similarity: relevance(`${moment.app} ${moment.window} ${moment.text}`)}))
    .filter(({similarity}) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || b.moment.id - a.moment.id)
    .slice(0, numberIn(args, 'limit', 15))
  if (found.length === 0) return 'No matching screen-history results'
  const rows = found.map(
    ({moment: {app, id, text, timestamp, window}, similarity}, index) =>
      `${index + 1}. [${timestamp}] ${app} - ${window} (screenshot_id: ${id}, similarity: ${similarity.toFixed(2)})\n   Content: ${text}`,
  )
  return [`Found ${found.length} screen-history results`, '', ...rows].join('\n')
}

function recapOf(store: Store, daysAgo: number): string {
  const day = new Date(store.now().getTime() - daysAgo * DAY).toISOString().slice(0, 10)
  const moments = momentsOf(store).filter(({timestamp}) => timestamp.startsWith(day))
  const lines = moments.map(({app, timestamp, window}) => `- ${timestamp.slice(11, 16)} ${app}: ${window}`)
  return [`# ${day}`, '', ...(lines.length > 0 ? lines : ['Nothing was on the screen.'])].join('\n')
}
