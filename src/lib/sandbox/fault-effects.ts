import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response'
import {type Context, type Next} from 'hono'
import {stream} from 'hono/streaming'
import {type StatusCode} from 'hono/utils/http-status'
import {once} from 'node:events'
import {STATUS_CODES} from 'node:http'
import {setTimeout as sleep} from 'node:timers/promises'

import {type AppEnv} from './app-types.js'
import {type Effect, type FaultPlan, type FaultRules, isLineFault} from './faults.js'

type AppContext = Context<AppEnv>

/** How often a slow answer sends a piece, in milliseconds. */
const SLOW_INTERVAL = 50

const HTML_PAGE = '<!doctype html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n'

/** The two forms in which the server says that an account or a key has no access to memories. */
const NOT_READY = {
  code: 'developer_memory_access_not_ready',
  message: 'Memory access is not ready for this account yet.',
}
const NOT_ENABLED = {
  enabled: false,
  reason: 'default_read_not_enabled',
  consumer: 'developer_api',
  archive_default_visible: false,
  archive_capability: false,
}

/** Effects on top of the request's own answer. All others answer without looking at the request. */
const ON_TOP: ReadonlySet<Effect['kind']> = new Set(['500-after', 'cut', 'drop-after', 'slow'])

const isOnTop = ({kind}: Effect) => ON_TOP.has(kind) || isLineFault(kind)

/**
 * The middleware that carries out the rules. A delay is the time that the request's own work takes, behind all checks;
 * it ends early when `stopping` fires, and the request goes unanswered. Effects that need the write let the request run first;
 * all others answer before anything else looks at it.
 */
export const faultMiddleware = (rules: FaultRules, stopping: AbortSignal) => async (c: AppContext, next: Next) => {
  const {delay, effect} = rules.plan(c.req.method, c.get('path'))
  let waiting: Promise<boolean> | undefined
  const work = () => {
    waiting ??= delay > 0 ? wait(delay, stopping) : Promise.resolve(true)
    return waiting
  }

  c.set('work', work)
  if (effect && !isOnTop(effect)) return (await work()) ? applyEffect(effect, c, next) : drop(c)

  // What no operation has waited for, such as a refusal, is late all the same.
  const answerLate = async () => {
    await next()
    if (!(await work())) c.res = drop(c)
  }

  if (!effect) return answerLate()
  if (!isLineFault(effect.kind)) return applyEffect(effect, c, answerLate)
  c.set('lineFault', effect.kind)
  return answerLate()
}

async function wait(milliseconds: number, stopping: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, {signal: stopping})
    return true
  } catch {
    return false
  }
}

async function applyEffect(effect: NonNullable<FaultPlan['effect']>, c: AppContext, next: () => Promise<void>) {
  switch (effect.kind) {
    case '403-code': {
      return c.json({detail: NOT_READY}, 403)
    }

    case '403-object': {
      return c.json({detail: NOT_ENABLED}, 403)
    }

    case '500-after': {
      await next()
      c.res = c.json({detail: 'Internal Server Error'}, 500)
      return
    }

    case 'cut': {
      await next()
      c.res = await cut(c)
      return
    }

    case 'drop-after': {
      await next()
      c.res = drop(c)
      return
    }

    case 'drop-before': {
      return drop(c)
    }

    case 'empty': {
      return c.body('', 200, {'Content-Type': 'application/json'})
    }

    case 'html': {
      return c.html(HTML_PAGE)
    }

    case 'malformed': {
      return c.body('{"id": "abc', 200, {'Content-Type': 'application/json'})
    }

    case 'never': {
      // The wait ends when the client gives up or the server closes.
      if (!c.env.outgoing.destroyed) await once(c.env.outgoing, 'close')
      return drop(c)
    }

    case 'redirect': {
      // A name that cannot exist (RFC 2606), so that a client that follows reaches nobody.
      return c.redirect(`https://elsewhere.invalid${c.get('path')}`)
    }

    case 'slow': {
      await next()
      // A 204 has nothing to be slow with.
      if (c.res.body) c.res = trickle(c, Buffer.from(await c.res.arrayBuffer()), effect.bytesPerSecond)
      return
    }

    case 'status': {
      if (effect.retryAfter !== undefined) c.header('Retry-After', String(effect.retryAfter))
      const hasNoBody = [204, 205, 304].includes(effect.status)
      const body = hasNoBody ? null : JSON.stringify({detail: STATUS_CODES[effect.status] ?? 'Unknown'})
      if (!hasNoBody) c.header('Content-Type', 'application/json')
      return c.newResponse(body, effect.status as StatusCode)
    }
  }
}

/** Ends the connection without an answer. */
export function drop(c: AppContext) {
  c.set('sent', null)
  c.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

/** Sends the answer's headers and half of its body, then ends the connection. */
async function cut(c: AppContext) {
  const {headers, status} = c.res
  const body = Buffer.from(await c.res.arrayBuffer())
  const {outgoing} = c.env
  c.set('sent', status)
  outgoing.writeHead(status, {...Object.fromEntries(headers), 'content-length': String(body.length)})
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    c.env.incoming.socket.destroy()
  })
  return RESPONSE_ALREADY_SENT
}

/** The answer with its body in pieces, at most at this speed. */
function trickle(c: AppContext, body: Buffer, bytesPerSecond: number) {
  const piece = Math.max(1, Math.floor((bytesPerSecond * SLOW_INTERVAL) / 1000))
  c.status(c.res.status as StatusCode)
  return stream(c, async (out) => {
    for (let sent = 0; sent < body.length && !out.aborted; sent += piece) {
      await out.sleep((piece / bytesPerSecond) * 1000)
      await out.write(body.subarray(sent, sent + piece))
    }
  })
}
