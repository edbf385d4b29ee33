import type {Context, Next} from 'hono'
import type {StatusCode} from 'hono/utils/http-status'

import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response'
import {stream} from 'hono/streaming'
import {once} from 'node:events'
import {STATUS_CODES} from 'node:http'
import {setTimeout as sleep} from 'node:timers/promises'

import type {AppEnv} from './app.js'
import type {FaultPlan, FaultRules} from './faults.js'

type AppContext = Context<AppEnv>

/** How often a slow answer sends a piece, in milliseconds. */
const SLOW_INTERVAL = 50

const HTML_PAGE = '<!doctype html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n'

/**
 * The middleware that carries out the rules. A delay ends early when `stopping` fires, and the request goes unanswered.
 * Effects that need the write let the request run first; all others answer before anything else looks at it.
 */
export const faultMiddleware = (rules: FaultRules, stopping: AbortSignal) => async (c: AppContext, next: Next) => {
  const {delay, effect} = rules.plan(c.req.method, c.get('path'))
  if (delay > 0) {
    try {
      await sleep(delay, undefined, {signal: stopping})
    } catch {
      return drop(c)
    }
  }

  if (!effect) return next()
  return applyEffect(effect, c, next)
}

async function applyEffect(effect: NonNullable<FaultPlan['effect']>, c: AppContext, next: Next) {
  switch (effect.kind) {
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
function drop(c: AppContext) {
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
