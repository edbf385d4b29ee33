/** Paths beneath `commands/` without their ending, which the build puts here: `memory/list`, `export/index`. */
declare const OWN_COMMAND_FILES: readonly string[]

/** A command of ours that the words name. */
export interface OwnCommand {
  /** What follows the words that name it. */
  readonly argv: string[]
  /** Its file beneath `commands/`, without the ending. */
  readonly file: string
  readonly id: string
}

/** Those that have to do with what others bring: every command, or every plugin. */
const ABOUT_ALL = new Set(['autocomplete', 'commands', 'mcp', 'plugins'])

/**
 * The command of ours that the words name, by nothing but its name; undefined where it takes all commands to tell which is
 * meant, or what is wrong (see `resolveCommand`), and for those that need them all for their work.
 */
export function ownCommand(words: string[]): OwnCommand | undefined {
  const flagAt = words.findIndex((word) => word.startsWith('-'))
  const names = flagAt === -1 ? words : words.slice(0, flagAt)
  if (ABOUT_ALL.has(names[0]?.split(':', 1)[0] ?? '')) return undefined
  for (let length = Math.min(names.length, DEEPEST); length > 0; length -= 1) {
    const id = names.slice(0, length).join(':')
    const file = FILES.get(id)
    if (file === undefined) continue
    // A word behind it may be meant for a verb.
    const isTopic = names.length > length && [...FILES.keys()].some((other) => other.startsWith(`${id}:`))
    return isTopic ? undefined : {argv: words.slice(length), file, id}
  }

  return undefined
}

const FILES = new Map(OWN_COMMAND_FILES.map((file) => [file.replace(/\/index$/, '').replaceAll('/', ':'), file]))

/** The most words that name one: `config profile list`. */
const DEEPEST = 3
