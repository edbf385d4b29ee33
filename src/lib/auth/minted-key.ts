import {hostname} from 'node:os'

import {type OmiApi} from '../api/omi-api.js'
import {parseDeveloperKey} from '../config/developer-key.js'
import {scopeValues} from '../contract/schema.js'
import {isOmiError, isRefusal, type OmiError, unexpectedResponse} from '../errors/index.js'
import {lookForAWhile} from '../http/create-once.js'
import {deliveryOf} from '../http/delivery.js'
import {thisMoment} from '../io/clock.js'
import {type Moment} from '../io/moment.js'

/** A developer key that a sign-in made. */
export interface MintedKey {
  readonly id: string
  readonly secret: string
}

/** What the key of a profile on this machine is called at the server. */
export const mintedKeyName = (profileName: string) => `omi-cli (${hostname()}, ${profileName})`

/**
 * Makes a key of this name with all scopes; undefined where the server makes none (404, 403). When an answer is lost,
 * the keys of this name that came into being since are revoked, but never `keep`, and one more is asked for: after a time-out
 * only if there was one, since the server may still be at it. Throws the request's own errors.
 */
export async function mintKey(api: OmiApi, name: string, keep: string | undefined): Promise<MintedKey | undefined> {
  const startedAt = thisMoment(api.http.clock.own)
  try {
    return await mint(api, name)
  } catch (error) {
    if (!isLost(error) || !(await isSettled(api, error, () => revokeSince(api, startedAt, name, keep)))) throw error
    return mint(api, name)
  }
}

/** Whether no key can come of the request any more. A look that fails, or a server that does not tell its time, leaves it open. */
async function isSettled({http}: OmiApi, error: OmiError, revoke: () => Promise<number>): Promise<boolean> {
  const timedOutAfter = deliveryOf(error)?.timedOutAfter
  try {
    if (timedOutAfter !== undefined) return await lookForAWhile(http, async () => (await revoke()) > 0, timedOutAfter)
    await revoke()
    return true
  } catch (error_) {
    if (isOmiError(error_) && error_.exitCode > 128) throw error_.with({outcome: 'unknown'})
    return false
  }
}

async function mint({keys}: OmiApi, name: string): Promise<MintedKey | undefined> {
  try {
    const {id, key} = await keys.create({name, scopes: [...scopeValues]})
    if (typeof id === 'string' && id !== '' && isDeveloperKey(key)) return {id, secret: parseDeveloperKey(key)}
  } catch (error) {
    if (isRefusal(error, 403, 404)) return undefined
    throw error
  }

  throw unexpectedResponse('The server made a developer key and did not say which.', {outcome: 'unknown'})
}

/** How many there were, all of which are revoked. Throws for a server that does not tell its time, too. */
async function revokeSince(api: OmiApi, since: Moment, name: string, keep: string | undefined): Promise<number> {
  const keys = await api.keys.list()
  const earliest = api.http.clock.at(since)?.earliest
  if (earliest === undefined) throw new Error('The server does not tell its time.')
  const lost = keys.filter((key) => key.name === name && key.id !== keep && Date.parse(key.created_at) >= earliest)
  for (const {id} of lost) await api.keys.revoke(id)
  return lost.length
}

const isLost = (error: unknown): error is OmiError =>
  isOmiError(error) && error.facts.outcome === 'unknown' && error.exitCode === 3

function isDeveloperKey(key: unknown): key is string {
  try {
    return typeof key === 'string' && parseDeveloperKey(key) !== ''
  } catch {
    return false
  }
}
