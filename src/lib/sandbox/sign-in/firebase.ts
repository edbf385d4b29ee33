import {type Context, Hono} from 'hono'

import {type AppEnv, type AppOptions} from '../app-types.js'
import {PROJECT, type Tokens} from './sessions.js'

/** A refusal as Firebase words it (cloud.google.com/identity-platform/docs/error-codes). */
class FirebaseError extends Error {
  constructor(
    readonly code: 400 | 403,
    readonly status: string,
    message: string,
  ) {
    super(message)
  }
}

const invalid = (message: string) => new FirebaseError(400, 'INVALID_ARGUMENT', message)

/**
 * The two endpoints of Firebase that a session needs, under the paths of its Auth emulator
 * (cloud.google.com/identity-platform/docs/use-rest-api).
 */
export function firebaseApp({sessions, store}: Pick<AppOptions, 'sessions' | 'store'>): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const expiresIn = String(sessions.lifetime)

  app.post('/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken', async (c) => {
    requireKey(c)
    const {token} = jsonBody(c)
    if (typeof token !== 'string' || token === '') throw invalid('MISSING_CUSTOM_TOKEN')
    const {idToken, refreshToken} = required(sessions.signIn(token), 'INVALID_CUSTOM_TOKEN')
    await store.flush()
    return c.json({
      kind: 'identitytoolkit#VerifyCustomTokenResponse',
      idToken,
      refreshToken,
      expiresIn,
      isNewUser: false,
    })
  })

  app.post('/securetoken.googleapis.com/v1/token', async (c) => {
    requireKey(c)
    const form = new URLSearchParams(c.get('body'))
    const grantType = form.get('grant_type')
    if (!grantType) throw invalid('MISSING_GRANT_TYPE')
    if (grantType !== 'refresh_token') throw invalid('INVALID_GRANT_TYPE')
    const given = form.get('refresh_token')
    if (!given) throw invalid('MISSING_REFRESH_TOKEN')
    const {idToken, person, refreshToken} = required(sessions.refresh(given), 'INVALID_REFRESH_TOKEN')
    await store.flush()
    return c.json({
      access_token: idToken,
      expires_in: expiresIn,
      token_type: 'Bearer',
      refresh_token: refreshToken,
      id_token: idToken,
      user_id: person.id,
      project_id: PROJECT,
    })
  })

  app.onError((error, c) => {
    if (!(error instanceof FirebaseError)) throw error
    const {code, message, status} = error
    return c.json({error: {code, message, status}}, code)
  })
  return app
}

/** Any web API key will do, but there has to be one. */
function requireKey(c: Context<AppEnv>): void {
  if (!c.req.query('key')) throw new FirebaseError(403, 'PERMISSION_DENIED', 'The request is missing a valid API key.')
}

function jsonBody(c: Context<AppEnv>): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(c.get('body'))
    return typeof body === 'object' && body !== null ? {...body} : {}
  } catch {
    throw invalid('Invalid JSON payload received.')
  }
}

function required(tokens: Tokens | undefined, refusal: string): Tokens {
  if (!tokens) throw invalid(refusal)
  return tokens
}
