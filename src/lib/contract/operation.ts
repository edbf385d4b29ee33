import {OPERATIONS} from './operations.js'

export type OperationId = keyof typeof OPERATIONS

/** What the table of operations says of one of them. */
export interface Operation {
  /** What a good answer's document is; absent where there is none. */
  readonly answer?: 'array' | 'object'
  /** The verb that shows whether a creation has happened. */
  readonly checkWith?: string
  /** The longest text, in characters, or list, in items, of each field of the body. */
  readonly limits?: Readonly<Record<string, number>>
  /** What becomes of items of a lapsed plan: taken out of pages, cut short, or not found. */
  readonly locked?: '404' | 'dropped' | 'shortened'
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST'
  /** Older servers do not have it. */
  readonly newer?: true
  /** The most items of one page, whatever `limit` says. */
  readonly page?: {readonly max: number; readonly maxWithTranscript?: number}
  /** With its parameters in braces: `/v1/dev/user/memories/{memory_id}`. */
  readonly path: string
  /** The rate limit policies that a request counts against, all of them. */
  readonly policies?: readonly Policy[]
  /** Those on top where transcripts are asked for. */
  readonly policiesWithTranscript?: readonly Policy[]
  /** The range and the default of each number of the query or the body that has both. */
  readonly ranges?: Readonly<Record<string, {readonly default: number; readonly max: number; readonly min: number}>>
  /** It asks and changes nothing, though it is no GET. */
  readonly readOnly?: true
  readonly scope?: string
  readonly security?: 'developerApiKey' | 'firebaseIdToken'
  /** A model works behind it, so that a reply takes longer. */
  readonly slow?: true
}

export type Policy = keyof typeof import('./operations.js').RATE_POLICIES

/** All that is known of the operation with this id. */
export const operationOf = (id: OperationId): Operation => OPERATIONS[id]

/** The id of the operation that answers a request for this path (without a query); undefined for one of no operation. */
export function findOperationId(method: string, path: string): OperationId | undefined {
  const ids = Object.keys(OPERATIONS) as OperationId[]
  const matches = ids.filter((id) => OPERATIONS[id].method === method && fits(OPERATIONS[id].path, path))
  // `/memories/batch` is also a `/memories/{memory_id}`.
  return matches.find((id) => !OPERATIONS[id].path.includes('{')) ?? matches[0]
}

/** The policies that a request of this operation counts against, given what its query asks for. */
export const policiesOf = (operation: Operation, query: {include_transcript?: unknown} = {}): readonly Policy[] => [
  ...(operation.policies ?? []),
  ...(query.include_transcript?.toString() === 'true' ? (operation.policiesWithTranscript ?? []) : []),
]

function fits(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((segment, at) => (segment.startsWith('{') ? given[at] !== '' : segment === given[at]))
  )
}
