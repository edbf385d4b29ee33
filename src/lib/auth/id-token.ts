import {type StoredProfile} from '../config/stored-config.js'

/** An ID token is due when less than this is left, or less than this part of its lifetime if that is shorter (seconds). */
const MARGIN = 60
const MARGIN_PART = 0.1

/** How long a token of Firebase lives where it does not tell itself, in seconds. */
const USUAL_LIFETIME = 3600

/** What an ID token says about itself. Nothing of it is verified: that is the server's business. */
export interface IdTokenClaims {
  /** When it ends and when it began, in seconds since 1970. */
  readonly exp?: number
  readonly iat?: number
  /** The user. */
  readonly sub?: string
}

/** The claims of a JSON Web Token; none for what is not one. */
export function claimsOf(token: string): IdTokenClaims {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
    return {
      exp: typeof claims.exp === 'number' ? claims.exp : undefined,
      iat: typeof claims.iat === 'number' ? claims.iat : undefined,
      sub: typeof claims.sub === 'string' ? claims.sub : undefined,
    }
  } catch {
    return {}
  }
}

/**
 * Whether a profile's ID token has to be renewed before its next use; one that is missing has to. `now` is in
 * milliseconds since 1970.
 */
export function isDue(profile: StoredProfile, now: number): boolean {
  if (!profile.id_token) return true
  const {exp, iat} = claimsOf(profile.id_token)
  const expiresAt = endOf(profile)
  if (expiresAt === undefined) return false
  const lifetime = exp !== undefined && iat !== undefined && exp > iat ? exp - iat : USUAL_LIFETIME
  return expiresAt - now / 1000 < Math.min(MARGIN, lifetime * MARGIN_PART)
}

/** Whether a profile's ID token is not good any more at `now`; where it does not tell, only the server knows. */
export function hasEnded(profile: StoredProfile, now: number): boolean {
  const expiresAt = endOf(profile)
  return expiresAt !== undefined && expiresAt <= now / 1000
}

const endOf = ({id_token: token, id_token_expires_at: stored}: StoredProfile) => stored ?? claimsOf(token ?? '').exp
