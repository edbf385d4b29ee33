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
      if (length < names.length) throw noSuchCommand(config, names[length] ?? '', id)
      return {argv, id, kind: 'topic'}
    }
  }

  if (names.length > 0) throw noSuchCommand(config, names[0] ?? '')
  return {argv: words, id: '', kind: 'topic'}
}

/** `word` is the first that names nothing, `topic` what the words before it name. */
function noSuchCommand(config: Config, word: string, topic?: string): UsageError {
  const found = topic === undefined ? [] : topic.split(':')
  const candidates = [...config.commandIDs, ...config.topics.map(({name}) => name)]
    .filter((id) => topic === undefined || id.startsWith(`${topic}:`))
    .map((id) => id.split(':')[found.length] ?? '')
  const near = nearest(word, [...new Set(candidates)])
  const place = ['omi', ...found].join(' ')
  const help = `See ${place} --help.`
  return new UsageError(`No such command: ${[...found, word].join(' ')}`, {
    detail: near ? `Did you mean ${place} ${near}? ${help}` : help,
  })
}
