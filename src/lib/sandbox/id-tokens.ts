import {randomUUID} from 'node:crypto'

/** How long a Firebase ID token is valid, in seconds. */
const LIFETIME = 3600

/** The one user whose account this is. */
const USER_ID = 'sandbox-user'
const PROJECT = 'sandbox'

/** ID tokens as Firebase's emulator gives them out: JWTs without a signature. A restart forgets them. */
export class IdTokens {
  /** By token, when it ends: milliseconds since 1970. */
  readonly #issued = new Map<string, number>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Whether the token was issued here and has not run out. */
  accepts(token: string): boolean {
    const endsAt = this.#issued.get(token)
    return endsAt !== undefined && this.#now().getTime() < endsAt
  }

  /** A new token for the user, valid for an hour. */
  issue(): string {
    const issuedAt = Math.floor(this.#now().getTime() / 1000)
    const payload = {
      iss: `https://securetoken.google.com/${PROJECT}`,
      aud: PROJECT,
      auth_time: issuedAt,
      user_id: USER_ID,
      sub: USER_ID,
      iat: issuedAt,
      exp: issuedAt + LIFETIME,
      // Tells two tokens of the same second apart.
      jti: randomUUID(),
    }
    const token = `${encoded({alg: 'none', typ: 'JWT'})}.${encoded(payload)}.`
    this.#issued.set(token, payload.exp * 1000)
    return token
  }
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
