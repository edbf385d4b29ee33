export const DEFAULT_API_BASE = 'https://api.omi.me'

/** What an API base has to look like, for the detail of an error. */
export const API_BASE_EXPECTED = `Expected a URL such as ${DEFAULT_API_BASE}: http or https, without credentials, query, fragment, blanks or "..".`

/** Scheme, host and port, path. What the URL parser would mend (`\`, tabs, a missing slash) is not mended. */
const SHAPE = /^https?:\/\/(?<host>[^/?#@\\%\s]+)(?<path>\/[^?#\\\s]*)?$/i

/**
 * An API base as the requests need it: http or https, no credentials, query or fragment, no slash at the end.
 * Returns undefined for anything else, and for what would make each request another one than was meant.
 */
export function normalizeApiBase(text: string): string | undefined {
  const {host, path = ''} = text.match(SHAPE)?.groups ?? {}
  if (host === undefined || /\p{Cc}/u.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.port === '0' || /^\.|\.\./.test(url.hostname)) return undefined
  return path.split('/').every((segment) => isPlain(segment)) ? url.href.replace(/\/+$/, '') : undefined
}

/** Whether a segment of a path is a name, also once a server has decoded it: no dots for folders, no `/`, `?` or `#`. */
function isPlain(segment: string): boolean {
  try {
    const decoded = decodeURIComponent(segment)
    return !/^\.{1,2}$|[/\\?#%\p{Cc}\s]/u.test(decoded)
  } catch {
    return false
  }
}
