/** How long to wait for somebody to sign in with the browser, in milliseconds (the troubleshooting page: 5 minutes). */
export const SIGN_IN_LIMIT = 5 * 60_000
