import {type Hono} from 'hono'

import {ApiError} from '../api-error.js'
import {type AppEnv, type AppOptions} from '../app-types.js'
import {authorizationCheck, AuthorizationCodes, callbackUrl, tokenRequestCheck} from './authorization.js'
import {firebaseApp} from './firebase.js'
import {findPerson} from './people.js'
import {DENY, PAGE_HEADERS, signInPage} from './sign-in-page.js'

/** Where the sandbox plays the provider. */
const PAGE = '/sign-in'

/** Adds what a browser sign-in needs: the API's own part, the provider's page, and Firebase. */
export function addSignIn(app: Hono<AppEnv>, options: AppOptions): void {
  const {legacy, sessions, store} = options
  const authorizationRequest = authorizationCheck()
  const tokenRequest = tokenRequestCheck()
  const codes = new AuthorizationCodes(store.now)

  app.get('/v1/auth/authorize', (c) => {
    const {search, searchParams} = new URL(c.req.url)
    authorizationRequest(searchParams)
    return c.redirect(PAGE + search, 307)
  })

  app.get(PAGE, (c) => c.html(signInPage(authorizationRequest(new URL(c.req.url).searchParams)), 200, PAGE_HEADERS))

  app.post(PAGE, (c) => {
    const request = authorizationRequest(new URL(c.req.url).searchParams)
    const answer = new URLSearchParams(c.get('body')).get('answer')
    if (answer === DENY) return c.redirect(callbackUrl(request, {error: 'access_denied'}), 303)
    const person = findPerson(answer)
    if (!person) throw new ApiError(400, `There is no account '${answer}'`)
    // An older server ignores the challenge.
    const code = codes.issue(person, legacy ? {...request, code_challenge: undefined} : request)
    return c.redirect(callbackUrl(request, {code}), 303)
  })

  app.post('/v1/auth/token', (c) => {
    const form = tokenRequest(new URLSearchParams(c.get('body')))
    const {person, request} = codes.redeem(form)
    return c.json({
      provider: request.provider,
      ...(form.use_custom_token === 'true' && {custom_token: sessions.customToken(person)}),
    })
  })

  app.route('/', firebaseApp(options))
}
