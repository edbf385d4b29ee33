import {type JSONRPCMessage} from '@modelcontextprotocol/server'

import {isObject} from '../json/is-object.js'

/** What a server says of itself. */
export interface Identity {
  readonly capabilities: {readonly tools: object}
  readonly instructions: string
  readonly serverInfo: {readonly name: string; readonly title: string; readonly version: string}
}

/** The revisions that begin with a handshake, the newest first, and the one without. */
const HANDSHAKES = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07']
export const WITHOUT_HANDSHAKE = '2026-07-28'

const META = 'io.modelcontextprotocol/'

/**
 * The answer to the first message of a client, as the SDK would give it: the SDK takes longer to load than all else together,
 * and the client waits for this answer before it does anything. undefined for any other message, and wherever it is not plain what
 * the SDK would answer. A test holds it against the SDK's own.
 */
export function openingAnswer(message: JSONRPCMessage, identity: Identity): JSONRPCMessage | undefined {
  if (!('method' in message) || !('id' in message)) return undefined
  const {id, method, params} = message
  const result =
    method === 'initialize'
      ? handshake(params, identity)
      : method === 'server/discover'
        ? discovery(params, identity)
        : undefined
  return result && {result, jsonrpc: '2.0', id}
}

function handshake(params: unknown, {capabilities, instructions, serverInfo}: Identity) {
  if (!isObject(params)) return
  const {_meta: meta, capabilities: given, clientInfo, protocolVersion: version} = params
  const isPlain =
    typeof version === 'string' &&
    isObject(given) &&
    isObject(clientInfo) &&
    typeof clientInfo.name === 'string' &&
    typeof clientInfo.version === 'string' &&
    !(isObject(meta) && `${META}protocolVersion` in meta)
  if (!isPlain) return
  const protocolVersion = HANDSHAKES.includes(version) ? version : HANDSHAKES[0]
  return {protocolVersion, capabilities, serverInfo, instructions}
}

function discovery(params: unknown, {capabilities, instructions, serverInfo}: Identity) {
  const meta = isObject(params) ? params._meta : undefined
  if (!isObject(meta) || Object.keys(params as object).length > 1) return
  const client = meta[`${META}clientInfo`]
  const isPlain =
    meta[`${META}protocolVersion`] === WITHOUT_HANDSHAKE &&
    isObject(meta[`${META}clientCapabilities`]) &&
    (client === undefined ||
      (isObject(client) && typeof client.name === 'string' && typeof client.version === 'string'))
  if (!isPlain) return
  return {
    supportedVersions: [WITHOUT_HANDSHAKE],
    capabilities,
    instructions,
    resultType: 'complete',
    ttlMs: 0,
    cacheScope: 'private',
    _meta: {[`${META}serverInfo`]: serverInfo},
  }
}
