import {type OperationId, operationOf} from '../contract/operation.js'
import {OPERATIONS, RATE_POLICIES} from '../contract/operations.js'

/** What a verb says of itself; a plugin's may say anything under these names, or nothing. */
export interface VerbFacts {
  readonly destructive?: unknown
  readonly idempotent?: unknown
  readonly operations?: unknown
  readonly readOnly?: unknown
}

/** What a run of it changes. `cached` is what is known of it without its code. */
export function effectsOf(cached: VerbFacts, verb: VerbFacts) {
  const methods = operationsOf(verb).map(({method}) => method)
  const readOnly = cached.readOnly === true
  return {
    read_only: readOnly,
    destructive: verb.destructive === true || methods.includes('DELETE'),
    idempotent:
      readOnly || verb.idempotent === true || (methods.length > 0 && methods.every((method) => method !== 'POST')),
  }
}

/** What it needs, and what its requests count against. */
export function demandsOf(verb: VerbFacts) {
  const operations = operationsOf(verb)
  const scopes = operations.flatMap(({scope}) => scope ?? [])
  const session = operations.some(({security}) => security === 'firebaseIdToken')
  const policies = operations.flatMap(({policies = [], policiesWithTranscript = []}) => [
    ...policies,
    ...policiesWithTranscript,
  ])
  return {
    requires: [...new Set([...(session ? ['browser_session'] : []), ...scopes])],
    rate_policies: [...new Set(policies)].map((policy) => ({policy, limit: RATE_POLICIES[policy]})),
  }
}

function operationsOf({operations}: VerbFacts) {
  return Array.isArray(operations) ? operations.filter(isOperation).map((id) => operationOf(id)) : []
}

const isOperation = (id: unknown): id is OperationId => typeof id === 'string' && Object.hasOwn(OPERATIONS, id)
