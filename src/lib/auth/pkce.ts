import {createHash, randomBytes} from 'node:crypto'

/** 32 random bytes as the query of a URL can carry them: 43 characters of base64url. */
export const randomToken = () => randomBytes(32).toString('base64url')

/** The challenge of a code verifier, method S256 (RFC 7636, 4.2). */
export const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')
