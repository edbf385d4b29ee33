import {type Config} from '@oclif/core/config'

import {errorOf, UsageError} from '../errors/index.js'
import {allNear} from '../text/nearest.js'
import {wordsOf} from './command-words.js'
import {inOurWords} from './other-words.js'

type Listed = Config['commands'][number]

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
    const command = config.findCommand(id)
    const follows = names[length]
    // A word behind `omi plugins`, which takes none, can only be meant for a verb.
    const isVerb =
      follows !== undefined &&
      command !== undefined &&
      takesNoArguments(command) &&
      config.commands.some((other) => isBelow(other, id))
    if (command && !isVerb) return {argv, id, kind: 'command'}
    if (config.findTopic(id)) {
      if (follows !== undefined) throw noSuchCommand(config, follows, {next: names[length + 1], topic: id})
      return {argv, id, kind: 'topic'}
    }
  }

  if (names.length > 0) throw noSuchCommand(config, names[0] ?? '', {next: names[1]})
  return {argv: words, id: '', kind: 'topic'}
}

/** Whether it has these words before its own: `memory:list` and `memory`. */
const isBelow = ({id}: Pick<Listed, 'id'>, topic: string) => id.startsWith(`${topic}:`)

const takesNoArguments = ({args, strict}: Listed) => strict !== false && Object.keys(args ?? {}).length === 0

/** `word` is the first that names nothing, `topic` what the words before it name, `next` the one behind it. */
function noSuchCommand(config: Config, word: string, {next, topic}: {next?: string; topic?: string}): UsageError {
  const found = topic === undefined ? [] : topic.split(':')
  const place = ['omi', ...found].join(' ')
  const known = inOurWords(config, found, word, next)
  const commands =
    known === undefined ? nearOnes(config, word, topic).map((words) => `${place} ${words}`) : [`omi ${known}`]
  const last = commands.pop()
  const question = commands.length > 0 ? `${commands.join(', ')} or ${last}` : last
  const help = `See ${place} --help.`
  return errorOf('no_such_command', {
    about: [[...found, word].join(' ')],
    detail: question ? `Did you mean ${question}? ${help}` : help,
  })
}

const nearOnes = (config: Config, word: string, topic?: string) =>
  topic === undefined ? nearAtRoot(config, word) : nearWithin(config, word, `${topic}:`)

/** What begins with `prefix` and goes on with a word like `word`; the words that follow the prefix. */
function nearWithin(config: Config, word: string, prefix: string): string[] {
  const names = visibleNames(config)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split(':')[0] ?? '')
  return allNear(word, [...new Set(names)])
}

/** The topics and commands like `word`; else the commands that have it as their verb, if they are few. */
function nearAtRoot(config: Config, word: string): string[] {
  const near = nearWithin(config, word, '')
  if (near.length > 0) return near
  const verbs = [...new Set(visibleNames(config).filter((name) => name.endsWith(`:${word}`)))]
  return verbs.length <= 3 ? verbs.map((name) => wordsOf(name)) : []
}

const visibleNames = ({commands, topics}: Config): string[] =>
  [
    ...commands.map(({hidden, id}) => (hidden ? '' : id)),
    ...topics.map(({hidden, name}) => (hidden ? '' : name)),
  ].filter(Boolean)
