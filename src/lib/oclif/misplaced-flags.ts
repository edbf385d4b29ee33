import {errorOf, UsageError} from '../errors/index.js'
import {GLOBAL_FLAGS} from '../flags/global-flags.js'
import {shellLine} from '../text/shell-words.js'

/** What a command says of its own flags; a part of oclif's cached command. */
interface DeclaredFlags {
  readonly [name: string]: {readonly char?: string}
}

/**
 * The error for a global flag behind the topic, with the user's own command line corrected; undefined when there is
 * none. `argv` is the whole line, `rest` its end from the topic on, `own` the flags that the command itself has.
 */
export function misplacedGlobalFlag(argv: string[], rest: string[], own: DeclaredFlags): undefined | UsageError {
  const before = argv.slice(0, argv.length - rest.length).filter((word) => word !== '--')
  const end = rest.includes('--') ? rest.indexOf('--') : rest.length
  const moved: string[] = []
  const kept: string[] = []
  let first: string | undefined
  for (let index = 0; index < end; index += 1) {
    const word = rest[index] ?? ''
    const flag = globalFlagIn(word, own)
    if (!flag) {
      kept.push(word)
      continue
    }

    first ??= word.split('=', 1)[0]
    if (flag.value || ![...before, ...moved].includes(word)) moved.push(word)
    if (flag.value && !word.includes('=')) {
      const value = index + 1 < end ? rest[index + 1] : undefined
      moved.push(value ?? flag.value)
      index += 1
    }
  }

  if (!first) return undefined
  const corrected = shellLine(['omi', ...before, ...moved, ...kept, ...rest.slice(end)])
  return errorOf('no_such_option', {about: [first], detail: `Global flags go before the command: ${corrected}`})
}

function globalFlagIn(word: string, own: DeclaredFlags) {
  const typed = word.split('=', 1)[0] ?? ''
  const found = Object.entries(GLOBAL_FLAGS).find(
    ([name, {char, value}]) =>
      typed === `--${name}` || (char !== undefined && (word === `-${char}` || (value && typed === `-${char}`))),
  )
  if (!found) return
  const [name, flag] = found
  const declared = typed.startsWith('--')
    ? Object.hasOwn(own, name)
    : Object.values(own).some(({char}) => char === flag.char)
  return declared ? undefined : flag
}
