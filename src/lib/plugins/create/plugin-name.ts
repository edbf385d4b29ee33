import {errorOf} from '../../errors/index.js'

/** What a new plugin and its command are called. */
export interface PluginName {
  /** Of the class: `OmiHello`. */
  readonly className: string
  /** As it is typed behind `omi`: `hello`. */
  readonly command: string
  /** Of the folder, where none is given: `omi-plugin-hello`. */
  readonly folder: string
  /** Of the package: `omi-plugin-hello`, `@me/omi-plugin-hello`. */
  readonly name: string
}

const PREFIX = 'omi-plugin-'

/** A scope, the prefix or not, and a word; all that npm allows in new names, and nothing that would be odd to type. */
const NAME = /^(?:(@[a-z\d][\w.-]*)\/)?(?:omi-plugin-)?([a-z][a-z\d]*(?:-[a-z\d]+)*)$/

/** Of a package's name, in characters. https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const LONGEST = 214

/** Names for a plugin from the word that the user typed: `hello`, `omi-plugin-hello`, `@me/hello`. Throws a UsageError. */
export function pluginName(typed: string): PluginName {
  const [, scope, command] = typed.match(NAME) ?? []
  // oclif takes a file of that name for the command of the folder that it is in.
  if (command === undefined || command === 'index' || (scope ?? '') !== (scope ?? '').toLowerCase()) {
    throw refused(typed, 'Expected small letters, digits and hyphens, with a letter first: hello, or @me/hello.')
  }

  const folder = PREFIX + command
  const name = scope === undefined ? folder : `${scope}/${folder}`
  if (name.length > LONGEST) throw refused(typed, `A package's name has at most ${LONGEST} characters.`)
  return {className: `Omi${inPascalCase(command)}`, command, folder, name}
}

/** The error for a name that cannot be used. */
export const refused = (typed: string, detail: string) => errorOf('invalid_value', {about: [`NAME ${typed}`], detail})

const inPascalCase = (words: string) =>
  words.replaceAll(/(?:^|-)([a-z\d])/g, (_, letter: string) => letter.toUpperCase())
