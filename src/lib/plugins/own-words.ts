import {type Config} from '@oclif/core/config'

import {wordsOf} from '../oclif/command-words.js'
import {type foreignPlugins} from './load-config.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** A word of a plugin that is not used, because the product's own come first. */
export interface Clash {
  /** `config:path`. */
  readonly id: string
  /** Completes "has a command '…' that is not used: …". */
  readonly why: string
}

const clashes = new WeakMap<object, readonly Clash[]>()

/** The commands and aliases that were taken from a plugin. */
export const clashesOf = (plugin: Plugin): readonly Clash[] => clashes.get(plugin) ?? []

/** What the product's own commands lay claim to. */
export interface OwnWords {
  readonly commands: ReadonlySet<string>
  readonly topics: ReadonlySet<string>
}

/** The words of the product's own plugin and of those that it brings along; `help` is not loaded in every run. */
export function ownWords({name, plugins}: Pick<Config, 'name' | 'plugins'>): OwnWords {
  const own = plugins.get(name)?.commands ?? []
  const ids = [...own.flatMap(({aliases = [], id}) => [id, ...aliases]), 'help']
  return {commands: new Set(ids), topics: new Set(ids.flatMap((id) => prefixesOf(id)))}
}

/**
 * Takes from a plugin what would come in the way of the product's own commands: commands and aliases of their names, those
 * that have an own command's words before them (its arguments could be theirs), and descriptions of the own topics.
 */
export function giveWay(plugin: Plugin, own: OwnWords): void {
  const lost: Clash[] = []
  const isFree = (id: string) => {
    const why = whyNot(id, own)
    if (why !== undefined) lost.push({id, why})
    return why === undefined
  }

  plugin.commands = plugin.commands
    .filter(({id}) => isFree(id))
    .map((command) => {
      const {aliases = [], hiddenAliases = []} = command
      return aliases.length + hiddenAliases.length === 0
        ? command
        : {
            ...command,
            aliases: aliases.filter((id) => isFree(asId(id))),
            hiddenAliases: hiddenAliases.filter((id) => isFree(asId(id))),
          }
    })
  const topics = plugin.topics.filter(({name}) => !own.topics.has(name) && !own.commands.has(name))
  // It is a getter, which makes them anew from package.json.
  Object.defineProperty(plugin, 'topics', {value: topics})
  if (lost.length > 0) clashes.set(plugin, lost)
}

/** Why a command of this id, in a plugin, would not be used; undefined where it would. */
export function whyNot(id: string, {commands, topics}: OwnWords): string | undefined {
  if (commands.has(id)) return "omi's own comes first."
  if (topics.has(id)) return "it is the name of a topic of omi's."
  const above = prefixesOf(id).find((prefix) => commands.has(prefix))
  if (above === undefined) return undefined
  return `what stands behind 'omi ${wordsOf(above)}' is for omi's own command.`
}

/** An alias may be written with blanks. */
const asId = (alias: string) => alias.replaceAll(' ', ':')

const prefixesOf = (id: string): string[] => {
  const words = id.split(':')
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join(':'))
}
