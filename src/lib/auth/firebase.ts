import {type Tokens} from '../config/tokens.js'
import {
  firebaseRefreshFailed,
  firebaseSignInFailed,
  type OmiError,
  refreshLost,
  unexpectedResponse,
} from '../errors/index.js'
import {leavesDoubt} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {type ApiRequest} from '../http/request.js'
import {type FirebaseProject} from './firebase-project.js'
import {explainRefusal} from './refused.js'

const IDENTITY_TOOLKIT = 'identitytoolkit.googleapis.com'
const SECURE_TOKEN = 'securetoken.googleapis.com'

/** Firebase Authentication, as far as a session needs it. No answer and 5xx are the HTTP client's own errors. */
export class Firebase {
  /** `clientFor` gives an HTTP client for a base URL, `now` the time in milliseconds since 1970. */
  constructor(
    private readonly project: FirebaseProject,
    private readonly clientFor: (base: string) => HttpClient,
    private readonly now: () => number,
  ) {}

  /**
   * New tokens for a refresh token; the refresh token among them may be a new one, and the old one is spent then. So it is
   * not asked again where an answer was lost: the error has `outcome: "unknown"`. Throws "Firebase refresh failed".
   * (https://cloud.google.com/identity-platform/docs/use-rest-api#section-refresh-token)
   */
  async refresh(refreshToken: string): Promise<Tokens> {
    const askedAt = this.now()
    const answer = await explainRefusal(
      this.send(SECURE_TOKEN, {
        form: {grant_type: 'refresh_token', refresh_token: refreshToken},
        onlyIfAnswered: true,
        path: '/v1/token',
        secrets: [refreshToken],
      }),
      firebaseRefreshFailed,
    ).catch((error: unknown) => {
      throw isLost(error) ? refreshLost(error) : error
    })
    return tokensFrom(askedAt, answer.id_token, answer.refresh_token ?? refreshToken, answer.expires_in)
  }

  /**
   * The first tokens of a session, for a custom token of the API. Throws "Firebase sign-in failed".
   * (https://cloud.google.com/identity-platform/docs/use-rest-api#section-verify-custom-token)
   */
  async signIn(customToken: string): Promise<Tokens> {
    const askedAt = this.now()
    const answer = await explainRefusal(
      this.send(IDENTITY_TOOLKIT, {
        body: {token: customToken, returnSecureToken: true},
        path: '/v1/accounts:signInWithCustomToken',
        secrets: [customToken],
      }),
      firebaseSignInFailed,
    )
    return tokensFrom(askedAt, answer.idToken, answer.refreshToken, answer.expiresIn)
  }

  private async send(
    host: string,
    request: Pick<ApiRequest, 'body' | 'form' | 'onlyIfAnswered' | 'path' | 'secrets'>,
  ): Promise<Record<string, unknown>> {
    const {apiKey, emulatorHost} = this.project
    const base = emulatorHost === undefined ? `https://${host}` : `http://${emulatorHost}/${host}`
    const answer = await this.clientFor(base).send({
      ...request,
      expect: 'object',
      method: 'POST',
      query: {key: apiKey},
    })
    return answer as Record<string, unknown>
  }
}

/** Whether the server may have renewed the session although no answer says so; one with a 5xx says that it has not. */
const isLost = (error: unknown): error is OmiError =>
  leavesDoubt(error) && error.exitCode === 3 && (error.facts.status ?? 0) < 500

function tokensFrom(askedAt: number, idToken: unknown, refreshToken: unknown, lifetime: unknown): Tokens {
  if (!isToken(idToken) || !isToken(refreshToken) || !(Number(lifetime) > 0)) {
    throw unexpectedResponse('Firebase answered without the tokens that are due. Try again.')
  }

  return {expiresAt: Math.floor(askedAt / 1000 + Number(lifetime)), idToken, refreshToken}
}

/** Something that a header can carry. */
const isToken = (value: unknown): value is string => typeof value === 'string' && /^[\u0021-\u007E]+$/.test(value)
