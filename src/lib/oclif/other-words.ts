import {type Config} from '@oclif/core/config'

/** What people look for under a noun and stands elsewhere: the command that does it, or of several the first that is there. */
const ELSEWHERE = new Map<string, readonly string[]>([
  ['action-item export', ['export action-item --format csv -o FILE']],
  ['action-item import', ['action-item create --file FILE']],
  ['action-item search', ['search WORD --only action-item']],
  ['conversation export', ['export conversation --format md -o FOLDER']],
  ['conversation import', ['conversation create --file FILE']],
  ['conversation search', ['search WORD --only conversation']],
  ['daily-summary export', ['export daily-summary --format csv -o FILE']],
  ['daily-summary search', ['search WORD --only daily-summary']],
  ['folder search', ['search WORD --only folder']],
  ['goal export', ['export goal --format csv -o FILE']],
  ['goal search', ['search WORD --only goal']],
  ['memory export', ['export memory --format csv -o FILE']],
  ['memory import', ['memory create --file FILE']],
])

/** Other words for what we have, each in one line: first ours, which of several is the first that a topic has. */
const words = (lines: readonly string[]) =>
  new Map(
    lines.flatMap((line) => {
      const [ours = '', others = ''] = line.split(': ')
      return others.split(' ').map((other) => [other, ours.split(', ')] as const)
    }),
  )

/** For a topic. */
const NOUNS = words([
  'action-item: action-items actionitem actionitems item items reminder reminders task tasks todo todos',
  'config profile: profile profiles',
  'config: configuration preferences prefs setting settings',
  'conversation: convo convos conversations meeting meetings recording recordings transcript transcripts',
  'daily-summary: daily-summaries digest summaries summary',
  'folder: folders',
  'goal: goals',
  'key: apikey apikeys keys token tokens',
  'memory: fact facts memories',
  'plugins: extension extensions plugin',
])

/** For a verb, within a topic. */
const VERBS = words([
  'complete: check close do done finish mark resolve tick',
  'create, install, use: add insert make new post remember save',
  'delete, revoke, uninstall: del destroy drop erase forget remove rm',
  'revoke, uninstall: delete',
  'get, show, inspect, status, list: cat describe display info print read view',
  'get, inspect, list: show',
  'install: setup',
  'list, show, status: all index ls',
  'login: authenticate log-in sign-in signin',
  'logout: log-out sign-out signout',
  'refresh: renew',
  'search: find grep lookup query',
  'show, status: get list',
  'start, exec: launch run serve',
  'update, set: change edit modify patch rename',
  'use: activate choose select switch',
  'whoami: account me user who',
])

/** For a command, where no topic is named. */
const COMMANDS = words([
  'api: curl http request',
  'ask: question',
  'auth login: authenticate configure init log-in setup sign-in signin',
  'auth logout: log-out sign-out signout',
  'auth whoami: account me who',
  'autocomplete: completion completions',
  'chat: message repl say talk',
  'help: doc docs man',
  'memory create --file FILE: import',
  'memory create: note remember',
  'action-item create: remind',
  'sandbox start: mock serve server',
  'search: find grep query',
  'export: backup download dump',
  'sync: mirror pull',
  'today: day',
])

/**
 * The command that somebody means with other words than ours, as it is typed behind `omi`: `word` is the first that names nothing,
 * `found` what stands before it, and `next` the one behind it. undefined where nobody can tell.
 */
export function inOurWords(config: Config, found: readonly string[], word: string, next?: string): string | undefined {
  const place = found.join(' ')
  if (place !== '') return verbIn(config, place, word)
  const noun = NOUNS.get(word)?.find((topic) => config.findTopic(idOf(topic)))
  if (noun !== undefined) return (next !== undefined && verbIn(config, noun, next)) || noun
  return COMMANDS.get(word)?.find((line) => isThere(config, line))
}

/** With its topic, unless it stands elsewhere. */
function verbIn(config: Config, topic: string, word: string): string | undefined {
  const lines = [word, ...(VERBS.get(word) ?? [])].map((verb) => `${topic} ${verb}`)
  return (
    lines.find((line) => config.commands.some(({hidden, id}) => id === idOf(line) && !hidden)) ??
    lines.flatMap((line) => ELSEWHERE.get(line) ?? []).find((line) => isThere(config, line))
  )
}

/** Whether the words of a line name a command, and a flag of it where one with two dashes follows. */
function isThere(config: Config, line: string): boolean {
  const flag = line.split(' ').find((word) => word.startsWith('--'))
  const id = idOf(line.replace(/ (?:-|[A-Z]).*/, ''))
  const command = config.commands.find((one) => one.id === id || id.startsWith(`${one.id}:`))
  if (!command || command.hidden) return false
  return flag === undefined || Object.hasOwn(command.flags ?? {}, flag.slice(2))
}

const idOf = (line: string) => line.replaceAll(' ', ':')
