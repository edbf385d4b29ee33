import {errorOf, UsageError} from '../errors/index.js'
import {GLOBAL_FLAGS} from '../flags/global-flags.js'

/** Words that begin with a dash which a text editor, a web page or another keyboard put in the place of `-` or `--`. */
const TYPOGRAPHIC = /^[-\u2010-\u2015\u2212\u2E3A\u2E3B\u30FC\uFE58\uFE63\uFF0D]+/

/** What a command says of its own flags; a part of oclif's cached command. */
interface DeclaredFlags {
  readonly [name: string]: {
    readonly aliases?: string[]
    readonly allowNo?: boolean
    readonly char?: string
    readonly charAliases?: string[]
  }
}

/**
 * The flag that `word` would be but for its typographic dash: `--json` for `—json=x`, `-y` for `–y`; undefined for any other
 * text, which may begin with such a dash. `own` are the flags of the verb; the global ones count as well.
 */
export function flagMeantBy(word: string, own: DeclaredFlags = {}): string | undefined {
  const dashes = word.match(TYPOGRAPHIC)?.[0]
  if (dashes === undefined || /^-*$/.test(dashes)) return undefined
  const [name = ''] = word.slice(dashes.length).split('=', 1)
  const flags = [...Object.entries(GLOBAL_FLAGS), ...Object.entries(own)] as Array<
    readonly [string, DeclaredFlags[string]]
  >
  const isMeant = flags.some(([flag, {aliases = [], allowNo, char, charAliases = []}]) =>
    name.length === 1
      ? name === char || charAliases.includes(name)
      : [flag, ...(allowNo ? [`no-${flag}`] : []), ...aliases].includes(name),
  )
  if (!isMeant) return undefined
  return name.length === 1 ? `-${name}` : `--${name}`
}

/** The error for the first of `words`, up to a `--`, that would be a flag but for its dash; undefined without one. */
export function typographicFlag(words: string[], own?: DeclaredFlags): undefined | UsageError {
  const end = words.includes('--') ? words.indexOf('--') : words.length
  for (const word of words.slice(0, end)) {
    const flag = flagMeantBy(word, own)
    if (flag) return errorOf('no_such_option', {about: [word.split('=', 1)[0] ?? ''], detail: `Did you mean ${flag}?`})
  }

  return undefined
}
