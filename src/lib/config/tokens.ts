/** What Firebase gives to who signs in. */
export interface Tokens {
  /** When the ID token ends, in seconds since 1970 by the clock of this machine. */
  readonly expiresAt: number
  readonly idToken: string
  readonly refreshToken: string
}
