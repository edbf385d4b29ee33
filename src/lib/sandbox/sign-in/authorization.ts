import {createHash, randomBytes} from 'node:crypto'

import {type operations} from '../../contract/schema.js'
import {isLoopback} from '../../http/loopback.js'
import {ApiError, type FieldError} from '../api-error.js'
import {findOperation} from '../contract.js'
import {type Check, compileSchema, RequestCheck} from '../validation.js'
import {type Person} from './people.js'

/** What a client asks the user's browser to bring. */
export type AuthorizationRequest = operations['authorize']['parameters']['query']

type TokenRequest = NonNullable<
  operations['exchangeCode']['requestBody']
>['content']['application/x-www-form-urlencoded']

/** How long a code is good for, in milliseconds. */
const CODE_LIFETIME = 5 * 60_000

/** A check of the query of `GET /v1/auth/authorize`: returns it as the contract has it, or throws ApiError 400. */
export function authorizationCheck(): (query: URLSearchParams) => AuthorizationRequest {
  const check = new RequestCheck(findOperation('authorize'))
  return (query) => {
    const {errors, value} = check.query(query)
    refuseFirst(errors)
    const request = value as AuthorizationRequest
    const {redirect_uri: target} = request
    const {hostname, protocol} = URL.canParse(target) ? new URL(target) : {hostname: '', protocol: ''}
    if (protocol !== 'http:' || !isLoopback(hostname)) {
      throw new ApiError(400, 'redirect_uri must be http on a loopback host')
    }

    return request
  }
}

/** A check of the form of `POST /v1/auth/token`: returns it as the contract has it, or throws ApiError 400. */
export function tokenRequestCheck(): (form: URLSearchParams) => TokenRequest {
  let check: Check | undefined
  return (form) => {
    check ??= compileSchema(findOperation('exchangeCode').form!)
    const value = Object.fromEntries(form)
    refuseFirst(check(value, ['body']))
    return value as unknown as TokenRequest
  }
}

/** The contract knows no 422 for signing in. */
function refuseFirst([error]: FieldError[]): void {
  if (error) throw new ApiError(400, `${error.loc.join('.')}: ${error.msg}`)
}

/** Where the browser is sent with the outcome of a request: its redirect URI, with the outcome and the request's state. */
export function callbackUrl(
  {redirect_uri: target, state}: AuthorizationRequest,
  outcome: Record<string, string>,
): string {
  const url = new URL(target)
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value)
  if (state !== undefined) url.searchParams.set('state', state)
  return url.href
}

interface Grant {
  endsAt: number
  person: Person
  request: AuthorizationRequest
}

/** Codes that were given out and not yet used. A restart forgets them. */
export class AuthorizationCodes {
  private readonly grants = new Map<string, Grant>()
  private readonly now: () => Date

  constructor(now: () => Date) {
    this.now = now
  }

  /** A code that stands for the sign-in of a person. */
  issue(person: Person, request: AuthorizationRequest): string {
    const code = randomBytes(32).toString('base64url')
    this.grants.set(code, {person, request, endsAt: this.now().getTime() + CODE_LIFETIME})
    return code
  }

  /** Uses up a code. Throws ApiError 400 unless it is good and comes with what it was asked with (PKCE: RFC 7636, 4.6). */
  redeem({code, code_verifier: verifier = '', redirect_uri: target}: TokenRequest): Pick<Grant, 'person' | 'request'> {
    const grant = this.grants.get(code)
    this.grants.delete(code)
    if (!grant || grant.endsAt <= this.now().getTime()) throw new ApiError(400, 'Invalid or expired code')
    const {code_challenge: challenge, redirect_uri: asked} = grant.request
    if (target !== asked) throw new ApiError(400, 'redirect_uri is not the one that the code was asked with')
    if (challenge !== undefined && createHash('sha256').update(verifier).digest('base64url') !== challenge) {
      throw new ApiError(400, 'code_verifier does not match the code_challenge')
    }

    return grant
  }
}
