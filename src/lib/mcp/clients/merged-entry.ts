import {isObject} from '../../json/is-object.js'
import {type ServerEntry} from './server-entry.js'

/** The variables that we write ourselves: without them the entry is to have none. */
const OUR_VARIABLES = new Set(['OMI_API_BASE', 'OMI_CONFIG'])

/** Names of one flag. */
const SAME: Readonly<Record<string, string>> = {'-p': '--profile'}

/** A program or a script of omi, wherever it is. */
const PROGRAM = /(?:^|[/\\])(?:omi(?:\.\w+)?|run\.js)$|@omi-dev\/cli/

/** Whether an entry of a client starts `omi mcp`. */
export function isOurs(entry: unknown): boolean {
  if (!isObject(entry)) return false
  const words = [entry.command, ...listOf(entry.args)].filter((word) => typeof word === 'string')
  return words.includes('mcp') && words.some((word) => PROGRAM.test(word))
}

/**
 * An entry with what stands in the one that is there and does not follow from the words of this run: flags, variables and keys that
 * its user added. `kept` are the flags among them.
 */
export function mergedEntry(entry: ServerEntry, present: unknown): {entry: ServerEntry; kept: string[]} {
  if (!isObject(present)) return {entry, kept: []}
  const [program = '', ...words] = entry.args
  const before = listOf(present.args).filter((word) => typeof word === 'string')
  const at = before.indexOf('mcp')
  const ours = words.indexOf('mcp')
  const [globals, flags] = [words.slice(0, ours), words.slice(ours + 1)]
  const keptGlobals = missing(before.slice(0, at), globals)
  const keptFlags = missing(before.slice(at + 1), flags)
  const variables = Object.entries(isObject(present.env) ? present.env : {}).filter(
    ([name]) => !OUR_VARIABLES.has(name),
  )
  const env = {...Object.fromEntries(variables), ...entry.env} as Record<string, string>
  const others = Object.fromEntries(Object.entries(present).filter(([name]) => name !== 'env'))
  return {
    entry: {
      ...others,
      command: entry.command,
      args: [program, ...keptGlobals, ...globals, 'mcp', ...flags, ...keptFlags],
      ...(Object.keys(env).length > 0 && {env}),
    },
    kept: [...keptGlobals, ...keptFlags],
  }
}

/** The flags, with their values, of which there is none among those that are given. */
function missing(before: readonly string[], given: readonly string[]): string[] {
  const names = new Set(given.map((word) => nameOf(word)))
  let keeps = false
  return before.filter((word) => {
    if (word.startsWith('-')) keeps = !names.has(nameOf(word))
    return keeps
  })
}

function nameOf(word: string): string {
  const [name = ''] = word.split('=', 1)
  return SAME[name] ?? name
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
