import {customTokenMissing, tokenExchangeFailed} from '../errors/index.js'
import {type HttpClient} from '../http/http-client.js'
import {startCallbackServer} from './callback-server.js'
import {challengeOf, randomToken} from './pkce.js'
import {explainRefusal} from './refused.js'

export const PROVIDERS = ['google', 'apple'] as const

export type Provider = (typeof PROVIDERS)[number]

export interface BrowserFlow {
  readonly apiBase: string
  readonly http: HttpClient
  /** Shows the address of the sign-in page, and opens it. */
  readonly open: (url: string) => Promise<void>
  readonly provider: Provider
  readonly signal: AbortSignal
}

/**
 * Lets the user sign in with the browser; resolves to a custom token for Firebase. Throws the "OAuth …" errors, "Token
 * exchange failed" and "Server did not return a Firebase custom token". What listened on
 * this machine does not hold up the end of the process.
 */
export async function signInWithBrowser({apiBase, http, open, provider, signal}: BrowserFlow): Promise<string> {
  const state = randomToken()
  const verifier = randomToken()
  const server = await startCallbackServer(state)
  try {
    const {redirectUri} = server
    const query = new URLSearchParams({
      provider,
      redirect_uri: redirectUri,
      state,
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
    })
    await open(`${apiBase}/v1/auth/authorize?${query}`)
    const code = await server.code(signal)
    const customToken = await exchange(http, {code, redirectUri, verifier})
    server.linger()
    return customToken
  } catch (error) {
    server.close()
    throw error
  }
}

/** A code works once, so the request is repeated only where it was turned away. */
async function exchange(
  http: HttpClient,
  given: {code: string; redirectUri: string; verifier: string},
): Promise<string> {
  const answer = await explainRefusal(
    http.send({
      expect: 'object',
      form: {
        grant_type: 'authorization_code',
        code: given.code,
        redirect_uri: given.redirectUri,
        use_custom_token: 'true',
        code_verifier: given.verifier,
      },
      method: 'POST',
      onlyIfRefused: true,
      path: '/v1/auth/token',
      secrets: [given.code, given.verifier],
    }),
    tokenExchangeFailed,
  )
  const {custom_token: customToken} = answer as {custom_token?: unknown}
  if (typeof customToken !== 'string' || customToken === '') throw customTokenMissing()
  return customToken
}
