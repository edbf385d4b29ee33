import {createHash, randomBytes, randomUUID} from 'node:crypto'
import {once} from 'node:events'
import {type IncomingMessage, type ServerResponse} from 'node:http'
import {text} from 'node:stream/consumers'

import {serverForTest} from './server.js'

/** The endpoints that a session needs, by the name of what they are for. */
export type Step = 'exchange' | 'firebase sign-in' | 'list keys' | 'memories' | 'mint' | 'refresh' | 'revoke'

/** What goes wrong with one request; `drop` and `hang` do what was asked for and lose the answer, `stall` does nothing. */
export type Trouble = 'drop' | 'hang' | 'stall' | {readonly body?: unknown; readonly status: number}

interface Key {
  created_at: string
  readonly id: string
  readonly key_prefix: string
  readonly name: string
  readonly scopes: string[]
  readonly secret: string
}

interface Grant {
  readonly challenge: null | string
  readonly redirectUri: string
}

const ROUTES: ReadonlyArray<readonly [method: string, path: RegExp, step: Step]> = [
  ['POST', /^\/v1\/auth\/token$/, 'exchange'],
  ['POST', /^\/identitytoolkit\.googleapis\.com\/v1\/accounts:signInWithCustomToken$/, 'firebase sign-in'],
  ['POST', /^\/securetoken\.googleapis\.com\/v1\/token$/, 'refresh'],
  ['GET', /^\/v1\/dev\/keys$/, 'list keys'],
  ['POST', /^\/v1\/dev\/keys$/, 'mint'],
  ['DELETE', /^\/v1\/dev\/keys\/[^/]+$/, 'revoke'],
  ['GET', /^\/v1\/dev\/user\/memories$/, 'memories'],
]

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super('refused')
  }
}

/** An API with browser sign-in, and Firebase's Auth emulator, on one port. Trouble on demand; everything is remembered. */
export class SignInServer extends EventTarget {
  apiBase = ''
  readonly keys: Key[] = []
  /** How long ID tokens live, in seconds. */
  lifetime = 3600
  /** Refresh tokens that are good now. */
  readonly refreshTokens = new Set<string>()
  /** In the order in which they came. */
  readonly requests: Array<{authorization: string; body: string; step: Step; url: string}> = []
  /** Everything that it ever gave out and that no output may show. */
  readonly secrets: string[] = []
  takesIdTokens = false
  /** Who signs in at the provider. */
  user = 'ada'
  private readonly codes = new Map<string, Grant>()
  private readonly customTokens = new Set<string>()
  private readonly held = new Map<Step, Promise<unknown>>()
  private readonly idTokens = new Map<string, string>()
  private readonly lastly = new Map<Step, Trouble>()
  private readonly next = new Map<Step, Trouble[]>()

  static async start(): Promise<SignInServer> {
    const server = new SignInServer()
    server.apiBase = await serverForTest((request, response) => server.answer(request, response))
    return server
  }

  /** The variables that point the CLI here. */
  get env(): Record<string, string> {
    return {FIREBASE_AUTH_EMULATOR_HOST: new URL(this.apiBase).host, OMI_API_BASE: this.apiBase, OMI_MAX_ATTEMPTS: '1'}
  }

  /** A key that the user made in another way. */
  addKey(): string {
    const secret = this.secret(`omi_dev_${randomBytes(16).toString('hex')}`)
    const created = new Date().toISOString()
    this.keys.push({created_at: created, id: randomUUID(), key_prefix: 'omi_dev_…', name: 'mine', scopes: [], secret})
    return secret
  }

  /** The credentials that requests of a step came with. */
  authorizations(step: Step): string[] {
    return this.requests.filter((request) => request.step === step).map(({authorization}) => authorization)
  }

  /** How often a step was asked for. */
  count(step: Step): number {
    return this.requests.filter((request) => request.step === step).length
  }

  /** Every request of this step goes wrong from now on; `undefined` mends it. */
  fail(step: Step, trouble: Trouble | undefined): void {
    if (trouble) this.lastly.set(step, trouble)
    else this.lastly.delete(step)
  }

  /** The next requests of this step go wrong, one after the other. */
  failOnce(step: Step, ...troubles: Trouble[]): void {
    this.next.set(step, troubles)
  }

  /** Requests of this step are answered only once what is returned has been called. */
  hold(step: Step): () => void {
    const released = new EventTarget()
    this.held.set(step, once(released, 'released'))
    return () => released.dispatchEvent(new Event('released'))
  }

  /** Tokens as a sign-in gives them; `age` is how long ago, in seconds. */
  issue(age = 0): {expiresAt: number; idToken: string; refreshToken: string} {
    const refreshToken = this.secret(`refresh~${randomBytes(12).toString('hex')}`)
    this.refreshTokens.add(refreshToken)
    const {expiresAt, idToken} = this.issueIdToken(age)
    return {expiresAt, idToken, refreshToken}
  }

  /** Resolves when a request of this step has arrived. */
  async reached(step: Step): Promise<void> {
    await once(this, step)
  }

  /** No ID token that was given out is taken any more. */
  revokeIdTokens(): void {
    this.idTokens.clear()
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.apiBase)
    const body = await text(request)
    if (url.pathname === '/v1/auth/authorize') return this.authorize(url, response)
    const step = ROUTES.find(([method, path]) => method === request.method && path.test(url.pathname))?.[2]
    if (!step) return reply(response, 404, {detail: 'Not Found'})
    const authorization = (request.headers.authorization ?? '').replace('Bearer ', '')
    this.requests.push({authorization, body, step, url: url.href})
    const trouble = this.next.get(step)?.shift() ?? this.lastly.get(step)
    const held = this.held.get(step)
    if (held) {
      this.dispatchEvent(new Event(step))
      await held
    }

    if (trouble && typeof trouble === 'object') reply(response, trouble.status, trouble.body)
    else if (trouble !== 'stall') this.work(step, {authorization, body, response, trouble, url})
    if (!held) this.dispatchEvent(new Event(step))
  }

  private authorize(url: URL, response: ServerResponse): void {
    const code = this.secret(`code~${randomBytes(12).toString('hex')}`)
    const redirectUri = url.searchParams.get('redirect_uri') ?? ''
    this.codes.set(code, {challenge: url.searchParams.get('code_challenge'), redirectUri})
    const target = new URL(redirectUri)
    target.searchParams.set('code', code)
    target.searchParams.set('state', url.searchParams.get('state') ?? '')
    response.writeHead(307, {location: target.href}).end()
  }

  private exchange(form: URLSearchParams): unknown {
    const grant = this.codes.get(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const good = grant?.challenge === challenge && grant.redirectUri === form.get('redirect_uri')
    if (!good || form.get('grant_type') !== 'authorization_code') refuse(400, {detail: 'Invalid code'})
    this.codes.delete(form.get('code') ?? '')
    const customToken = this.secret(`eyJhbGciOiJub25lIn0.${randomBytes(12).toString('hex')}.`)
    this.customTokens.add(customToken)
    return form.get('use_custom_token') === 'true' ? {custom_token: customToken, provider: 'google'} : {}
  }

  private issueIdToken(age = 0): {expiresAt: number; idToken: string} {
    const iat = Math.floor(Date.now() / 1000) - age
    const exp = iat + this.lifetime
    const claims = {sub: this.user, iat, exp, jti: randomUUID()}
    const idToken = this.secret(`${part({alg: 'none', typ: 'JWT'})}.${part(claims)}.${randomBytes(9).toString('hex')}`)
    if (age < this.lifetime) this.idTokens.set(idToken, this.user)
    return {expiresAt: exp, idToken}
  }

  private perform(step: Step, body: string, url: URL, authorization: string): unknown {
    const form = new URLSearchParams(body)
    switch (step) {
      case 'exchange': {
        return this.exchange(form)
      }

      case 'firebase sign-in': {
        const {token} = JSON.parse(body) as {token: string}
        if (!this.customTokens.has(token)) refuse(400, {error: {code: 400, message: 'INVALID_CUSTOM_TOKEN'}})
        const {idToken, refreshToken} = this.issue()
        return {expiresIn: String(this.lifetime), idToken, refreshToken}
      }

      case 'list keys': {
        this.requireIdToken(authorization)
        return this.keys.map(({secret: _, ...key}) => key)
      }

      case 'memories': {
        const isKey = this.keys.some((key) => key.secret === authorization)
        if (!isKey && !(this.takesIdTokens && this.idTokens.has(authorization)))
          refuse(401, {detail: 'Invalid API Key'})
        return []
      }

      case 'mint': {
        this.requireIdToken(authorization)
        const {name, scopes} = JSON.parse(body) as {name: string; scopes: string[]}
        const secret = this.secret(`omi_dev_${randomBytes(16).toString('hex')}`)
        const made = {created_at: new Date().toISOString(), id: randomUUID(), key_prefix: 'omi_dev_…', name, scopes}
        this.keys.push({...made, secret})
        return {...made, key: secret}
      }

      case 'refresh': {
        const refreshToken = form.get('refresh_token') ?? ''
        if (!this.refreshTokens.delete(refreshToken)) refuse(400, {error: {message: 'INVALID_REFRESH_TOKEN'}})
        const {idToken, refreshToken: rotated} = this.issue()
        return {expires_in: String(this.lifetime), id_token: idToken, refresh_token: rotated}
      }

      case 'revoke': {
        this.requireIdToken(authorization)
        const at = this.keys.findIndex(({id}) => url.pathname.endsWith(id))
        if (at !== -1) this.keys.splice(at, 1)
        return undefined
      }
    }
  }

  private requireIdToken(token: string): void {
    if (!this.idTokens.has(token)) refuse(401, {detail: 'Invalid authorization token'})
  }

  private secret(value: string): string {
    this.secrets.push(value)
    return value
  }

  private work(
    step: Step,
    {
      authorization,
      body,
      response,
      trouble,
      url,
    }: {
      authorization: string
      body: string
      response: ServerResponse
      trouble?: Trouble
      url: URL
    },
  ): void {
    try {
      const answer = this.perform(step, body, url, authorization)
      if (trouble === 'drop') response.destroy()
      else if (trouble !== 'hang') reply(response, answer === undefined ? 204 : 200, answer)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      reply(response, error.status, error.body)
    }
  }
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function refuse(status: number, body: unknown): never {
  throw new Refusal(status, body)
}

/** A string is sent as it is. */
function reply(response: ServerResponse, status: number, body: unknown): void {
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, {'content-type': typeof body === 'string' ? 'text/html' : 'application/json'}).end(sent)
}
