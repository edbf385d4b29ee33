export const DEFAULT_API_BASE = 'https://api.omi.me'

/** What an API base has to look like, for the detail of an error. */
export const API_BASE_EXPECTED = `Expected a URL such as ${DEFAULT_API_BASE}: http or https, without credentials or query.`

/**
 * An API base as the requests need it: http or https, no credentials, query or fragment, no slash at the end.
 * Returns undefined for anything else.
 */
export function normalizeApiBase(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const usable =
    ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  return usable ? url.href.replace(/\/+$/, '') : undefined
}
