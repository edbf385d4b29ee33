import {type Config} from '@oclif/core/config'

import {UsageError} from '../errors.js'
import {nearest} from '../nearest.js'

/** What the words behind the global flags name. */
export type Target =
  | {readonly argv: string[]; readonly id: string; readonly kind: 'command'}
  | {readonly argv: string[]; readonly id: string; readonly kind: 'topic'}

/**
 * Finds the longest run of leading words that is a command, else one that is a topic; `argv` is what follows them.
 * Throws "No such command" with the nearest one.
 */
export function resolveCommand(config: Config, words: string[]): Target {
  const flagAt = words.findIndex((word) => word.startsWith('-'))
  const names = flagAt === -1 ? words : words.slice(0, flagAt)
  for (let {length} = names; length > 0; length -= 1) {
    const id = names.slice(0, length).join(':')
    const argv = words.slice(length)
    if (config.findCommand(id)) return {argv, id, kind: 'command'}
    if (config.findTopic(id)) {
      if (length < names.length) throw noSuchCommand(config, names, id)
      return {argv, id, kind: 'topic'}
    }
  }

  if (names.length > 0) throw noSuchCommand(config, names)
  return {argv: words, id: '', kind: 'topic'}
}

function noSuchCommand(config: Config, names: string[], topic?: string): UsageError {
  const prefix = topic === undefined ? '' : `${topic}:`
  const depth = prefix.split(':').length
  const typed = names.slice(0, depth).join(' ')
  const candidates = [...config.commandIDs, ...config.topics.map(({name}) => name)]
    .filter((id) => id.startsWith(prefix))
    .map((id) => id.split(':').slice(0, depth).join(' '))
  const near = nearest(typed, [...new Set(candidates)])
  const help = `See ${['omi', ...(topic === undefined ? [] : topic.split(':')), '--help'].join(' ')}.`
  return new UsageError(`No such command: ${typed}`, {detail: near ? `Did you mean omi ${near}? ${help}` : help})
}
