import {type Config} from '@oclif/core/config'
import {validateHeaderName, validateHeaderValue} from 'node:http'
import {inspect} from 'node:util'

import {type HttpAttempt, type HttpObserver, type HttpOutcome} from '../http/observer.js'
import {type Output} from '../output/output.js'
import {runHooks} from './hooks.js'

/** What a hook `omi:request` gets before each attempt of a request to the API. */
export interface RequestEvent extends HttpAttempt {
  /** Empty; what a hook puts in is sent along. Headers that omi sets itself stay as they are. */
  readonly headers: Record<string, string>
}

/** What a hook `omi:response` gets after each attempt. */
export interface ResponseEvent extends HttpOutcome {
  /** Empty; what a hook puts in is shown with `--verbose`, a line each. */
  readonly notes: string[]
}

/** Lets plugins watch the requests and annotate them. */
export function hooksObserver(config: Config, output: Output): HttpObserver {
  return {
    async afterAttempt(outcome) {
      const notes: string[] = []
      await runHooks(config, 'omi:response', {...outcome, notes} satisfies ResponseEvent, output)
      for (const note of notes) output.debug(typeof note === 'string' ? note : inspect(note))
    },
    async beforeAttempt(attempt) {
      const headers: Record<string, string> = {}
      await runHooks(config, 'omi:request', {...attempt, headers} satisfies RequestEvent, output)
      const usable = Object.keys(headers).flatMap((name) => {
        const value = usableValue(name, headers)
        return value === undefined ? [] : [[name, value] as const]
      })
      for (const name of Object.keys(headers)) {
        if (!usable.some(([kept]) => kept === name)) output.debug(`The header ${name} of a plugin is not sent.`)
      }

      return Object.fromEntries(usable.map(([name, value]) => [name.toLowerCase(), value]))
    },
  }
}

/** What decides where a request goes, as whom, and how its body is read. */
const RESERVED =
  /^(?:accept|accept-encoding|authorization|connection|content-.*|cookie|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|user-agent)$/i

/** The value that a hook gave a header, or undefined where it cannot be sent. */
function usableValue(name: string, headers: Readonly<Record<string, unknown>>): string | undefined {
  if (RESERVED.test(name)) return undefined
  try {
    const value = headers[name]
    if (typeof value !== 'string') return undefined
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return value
  } catch {
    return undefined
  }
}
