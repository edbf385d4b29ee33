/**
 * Developer and MCP keys of Omi, and JSON Web Tokens (three base64url parts, the first of which begins with `{"`).
 * They may stand in the middle of a word: `-komi_dev_…`, `%20omi_dev_…`.
 */
const CREDENTIALS = /omi_(?:dev|mcp)_[\u0021-\u007E]{4,}|eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g

/** `text` with `KEY` in place of anything that is shaped like a credential, so that it can be shown. */
export const hideCredentials = (text: string) => text.replaceAll(CREDENTIALS, 'KEY')
