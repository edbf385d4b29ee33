import {randomBytes, randomUUID} from 'node:crypto'

import {type Store} from '../store.js'
import {findPerson, type Person} from './people.js'
import {claimsOf, unsignedJwt} from './unsigned-jwt.js'

/** What a custom token of Firebase is for (firebase.google.com/docs/auth/admin/create-custom-tokens). */
const CUSTOM_TOKEN_AUDIENCE =
  'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit'
/** How long a custom token is good for, in seconds. */
const CUSTOM_TOKEN_LIFETIME = 3600

export const PROJECT = 'sandbox'

/** What Firebase gives to who signs in. */
export interface Tokens {
  idToken: string
  person: Person
  refreshToken: string
}

/** Who is signed in, as Firebase knows it. What was given out is kept in the store. */
export class Sessions {
  /** How long an ID token is valid, in seconds. */
  readonly lifetime: number
  private readonly store: Store

  constructor(store: Store, lifetime: number) {
    this.store = store
    this.lifetime = lifetime
  }

  /** A token that says to Firebase who has signed in at the API; the Auth emulator takes it too. */
  customToken(person: Person): string {
    const issuedAt = this.seconds()
    const service = `${PROJECT}@example.com`
    const times = {iat: issuedAt, exp: issuedAt + CUSTOM_TOKEN_LIFETIME}
    return unsignedJwt({iss: service, sub: service, aud: CUSTOM_TOKEN_AUDIENCE, ...times, uid: person.id})
  }

  /** A new ID token for somebody. */
  idToken({email, id, name}: Person): string {
    const issuedAt = this.seconds()
    const endsAt = issuedAt + this.lifetime
    const token = unsignedJwt({
      iss: `https://securetoken.google.com/${PROJECT}`,
      aud: PROJECT,
      auth_time: issuedAt,
      user_id: id,
      sub: id,
      iat: issuedAt,
      exp: endsAt,
      name,
      email,
      email_verified: true,
      firebase: {identities: {email: [email]}, sign_in_provider: 'custom'},
      // Tells two tokens of the same second apart.
      jti: randomUUID(),
    })
    const idTokens = this.store.of('id_tokens')
    for (const old of [...idTokens].filter((old) => old.ends_at <= issuedAt)) idTokens.remove(old.id)
    idTokens.add({id: token, user_id: id, ends_at: endsAt})
    return token
  }

  /** New tokens for a refresh token, which is no good any more afterwards; undefined when it is none. */
  refresh(refreshToken: string): Tokens | undefined {
    const session = this.store.of('sessions').get(refreshToken)
    const person = findPerson(session?.user_id)
    if (!person) return undefined
    this.store.of('sessions').remove(refreshToken)
    return this.begin(person)
  }

  /** The first tokens for who a custom token names; undefined when it is none or has run out. */
  signIn(customToken: string): Tokens | undefined {
    const {aud, exp, uid} = claimsOf(customToken) ?? {}
    const person = findPerson(uid)
    const isGood = aud === CUSTOM_TOKEN_AUDIENCE && typeof exp === 'number' && this.seconds() < exp
    return person && isGood ? this.begin(person) : undefined
  }

  /** The id of the user whose ID token this is; undefined when it was not issued here or has run out. */
  userOf(idToken: string): string | undefined {
    const issued = this.store.of('id_tokens').get(idToken)
    return issued && this.seconds() < issued.ends_at ? issued.user_id : undefined
  }

  private begin(person: Person): Tokens {
    const refreshToken = randomBytes(48).toString('base64url')
    this.store.of('sessions').add({id: refreshToken, user_id: person.id})
    return {idToken: this.idToken(person), person, refreshToken}
  }

  private seconds(): number {
    return Math.floor(this.store.now().getTime() / 1000)
  }
}
