import {invalidValue} from '../errors/index.js'
import {nearest} from '../text/nearest.js'
import {type Tool} from './tool.js'

/** Those that are offered where nothing is said; `search` only where there is something to search. */
const DEFAULT = new Set(['account', 'action_item', 'ask', 'conversation', 'memory', 'plugins'])

/** Which tools are wanted. */
export interface Wanted {
  readonly readOnly: boolean
  readonly tools?: string
  readonly toolsets?: string
}

/**
 * The tools that are offered: those of the toolsets (of the default ones, where neither is named) and those that are named.
 * `readOnly` wins over everything. Throws a UsageError for a name that is none.
 */
export function chosenTools(all: readonly Tool[], wanted: Wanted, canSearch: boolean): Tool[] {
  const sets = named('--toolsets', wanted.toolsets, ['all', ...DEFAULT, 'search', 'goal', 'conversation_create'])
  const names = named(
    '--tools',
    wanted.tools,
    all.map(({name}) => name),
  )
  const isDefault = ({toolset}: Tool) => DEFAULT.has(toolset) || (toolset === 'search' && canSearch)
  return all.filter((tool) => {
    if (wanted.readOnly && !tool.annotations.readOnlyHint) return false
    if (!sets && !names) return isDefault(tool)
    return names?.includes(tool.name) || sets?.includes('all') || sets?.includes(tool.toolset)
  })
}

function named(flag: string, text: string | undefined, known: readonly string[]): string[] | undefined {
  if (text === undefined) return undefined
  const names = text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !known.includes(name))
  if (wrong === undefined) return names
  const near = nearest(wrong, [...known])
  throw invalidValue(
    `${flag} ${wrong}`,
    `${near ? `Did you mean ${near}? ` : ''}Expected some of: ${known.join(', ')}.`,
  )
}
