import {type RequestError} from 'got'

import {monotonicNow} from '../text/monotonic.js'

/** Answers of a gateway that gave up waiting for the server behind it: 504, and 524 of Cloudflare. */
const GATEWAY_TIMEOUTS = new Set([504, 524])

/** A gateway that answers sooner, in milliseconds, has waited for nobody. */
const SHORTEST_GATEWAY_TIMEOUT = 1000

/** What is known about whether the server has carried a request out, over all its attempts. */
export class Delivery {
  /** An attempt may have been carried out, whatever became of its answer. */
  mayBeDone = false
  /** How long the last attempt waited for an answer in vain, in milliseconds: the server may still be at it. */
  timedOutAfter?: number
  private beganAt = 0
  private isUnderWay = false

  /** An attempt ended with an answer. A refusal, 429 among them, says that this attempt did nothing. */
  answered(status: number): void {
    const took = this.ended()
    if (status < 300 || status >= 500) this.mayBeDone = true
    if (GATEWAY_TIMEOUTS.has(status) && took >= SHORTEST_GATEWAY_TIMEOUT) this.timedOutAfter = took
  }

  /** An attempt is about to be sent. */
  began(): void {
    this.beganAt = monotonicNow()
    this.isUnderWay = true
    this.timedOutAfter = undefined
  }

  /** What is under way, if anything is, ended without an answer. */
  failed(error: unknown): void {
    if (!this.isUnderWay) return
    const took = this.ended()
    if (!wasConnected(error as RequestError)) return
    this.mayBeDone = true
    if ((error as RequestError).code === 'ETIMEDOUT') this.timedOutAfter = took
  }

  private ended(): number {
    this.isUnderWay = false
    return monotonicNow() - this.beganAt
  }
}

const deliveries = new WeakMap<object, Delivery>()

/** Keeps with an error what is known about the request that it ended. Returns the error. */
export function rememberDelivery<Thrown>(error: Thrown, delivery: Delivery): Thrown {
  if (typeof error === 'object' && error !== null) deliveries.set(error, delivery)
  return error
}

/** What is known about the request that `error` ended; undefined for an error that is no request's. */
export const deliveryOf = (error: object): Delivery | undefined => deliveries.get(error)

/** Whether the connection stood, so that the request may have gone out before it broke. */
function wasConnected({options, timings}: Partial<RequestError>): boolean {
  const url = options?.url
  if (!url || !timings) return true
  return (new URL(url).protocol === 'https:' ? timings.secureConnect : timings.connect) !== undefined
}
