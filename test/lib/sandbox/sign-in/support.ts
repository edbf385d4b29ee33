import {type Sandbox} from '../../../../src/lib/sandbox/server.js'
import {call} from '../support.js'

export const CALLBACK = 'http://127.0.0.1:4567/callback'

export interface Tokens {
  idToken: string
  refreshToken: string
}

export interface Refreshed {
  id_token: string
  refresh_token: string
}

export function authorizePath(query: Record<string, string> = {}) {
  return `/v1/auth/authorize?${new URLSearchParams({provider: 'google', redirect_uri: CALLBACK, ...query})}`
}

/** Where the browser comes out after somebody has answered the sign-in page; undefined when it was refused. */
export async function answerPage(sandbox: Sandbox, query: Record<string, string>, answer = 'sandbox-mara') {
  const page = await fetch(sandbox.apiBase + authorizePath(query))
  const response = await fetch(page.url, {body: new URLSearchParams({answer}), method: 'POST', redirect: 'manual'})
  const location = response.headers.get('location')
  return {status: response.status, url: location === null ? undefined : new URL(location)}
}

export async function codeFor(sandbox: Sandbox, query: Record<string, string> = {}, answer?: string) {
  const {url} = await answerPage(sandbox, query, answer)
  return url!.searchParams.get('code')!
}

async function postForm<Body>(sandbox: Sandbox, path: string, form: Record<string, string>) {
  const response = await fetch(sandbox.apiBase + path, {body: new URLSearchParams(form), method: 'POST'})
  return {body: (await response.json()) as Body, status: response.status}
}

export const exchange = (sandbox: Sandbox, form: Record<string, string>) =>
  postForm<{custom_token?: string; detail?: string; provider?: string}>(sandbox, '/v1/auth/token', {
    grant_type: 'authorization_code',
    redirect_uri: CALLBACK,
    use_custom_token: 'true',
    ...form,
  })

export const signIn = <Body = Tokens>(sandbox: Sandbox, body: unknown, query = '?key=any') =>
  call<Body>(sandbox, 'POST', `/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken${query}`, {body})

export const refresh = <Body = Refreshed>(sandbox: Sandbox, form: Record<string, string>, query = '?key=any') =>
  postForm<Body>(sandbox, `/securetoken.googleapis.com/v1/token${query}`, {grant_type: 'refresh_token', ...form})

/** The tokens of somebody who went all the way. */
export async function session(sandbox: Sandbox, answer?: string): Promise<Tokens> {
  const exchanged = await exchange(sandbox, {code: await codeFor(sandbox, {}, answer)})
  const {body} = await signIn(sandbox, {returnSecureToken: true, token: exchanged.body.custom_token})
  return body
}
