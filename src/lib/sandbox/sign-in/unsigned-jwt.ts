/** A JSON Web Token without a signature, as Firebase's Auth emulator gives them out and takes them (RFC 7519, 6). */
export const unsignedJwt = (claims: object) => `${encoded({alg: 'none', typ: 'JWT'})}.${encoded(claims)}.`

/** The claims of a JSON Web Token, whatever its signature; undefined for what is not one. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? {...claims} : undefined
  } catch {
    return undefined
  }
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
