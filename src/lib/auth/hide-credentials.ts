/** Developer and MCP keys of Omi, and JSON Web Tokens (three base64url parts, the first of which begins with `{"`). */
const CREDENTIALS = /\bomi_(?:dev|mcp)_[\u0021-\u007E]{4,}|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g

/** `text` with `KEY` in place of anything that is shaped like a credential, so that it can be shown. */
export const hideCredentials = (text: string) => text.replaceAll(CREDENTIALS, 'KEY')
