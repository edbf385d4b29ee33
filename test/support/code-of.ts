import {ERRORS} from '../../src/lib/errors/index.js'

/** The code that the table has for a title. Throws where it has none. */
export function codeOf(title: string): string {
  // Of what the server does not name.
  if (title === 'Not found') return 'not_found'
  const found = Object.entries(ERRORS).find(([, {title: pattern}]) =>
    new RegExp(`^${pattern.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`).replaceAll('…', '.+')}$`, 's').test(
      title,
    ),
  )
  if (!found) throw new Error(`No error has the title ${title}`)
  return found[0]
}
