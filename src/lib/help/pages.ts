import {type Config} from '@oclif/core/config'

import {VARIABLES} from '../config/variables.js'
import {EXIT_CODES} from '../errors/exit-codes.js'
import {GLOBAL_FLAGS} from '../flags/global-flags.js'
import {wordsOf} from '../oclif/command-words.js'
import {type Render, summaryOf} from './command-page.js'
import {type Row, type Section} from './layout.js'

const FIRST_STEPS = [
  '$ omi auth login',
  '$ omi memory create "Prefers async over sync"',
  '$ omi memory list',
  '$ omi --json memory list | jq',
  '$ omi sandbox exec -- omi memory list',
]

/** oclif's command, as far as the lists of commands need it. */
type Listed = Config['commands'][number]

export const globalFlagsSection = (): Section => ({
  title: 'GLOBAL FLAGS (before the topic)',
  rows: Object.entries(GLOBAL_FLAGS).map(([name, {char, description, value}]) => [
    `--${name}${char ? `, -${char}` : ''}${value ? ` ${value}` : ''}`,
    description,
  ]),
})

/** The variables that are read: what `omi --json help environment` prints. */
export const describeEnvironment = () =>
  VARIABLES.map(({group, variables}) => ({
    group,
    variables: variables.map(([name, effect]) => ({name, summary: effect})),
  }))

/** The root's page. */
export function rootSections(config: Config, render: Render): Section[] {
  const topics = topicRows(config, '', render)
  const plugins = pluginRows(config, '', render)
  const elsewhere = new Set([...plugins, ...topics].map(([name]) => name))
  return [
    {title: 'USAGE', lines: ['$ omi [GLOBAL FLAGS] TOPIC VERB [ARGS] [FLAGS]']},
    {title: 'FIRST STEPS', lines: FIRST_STEPS},
    {title: 'TOPICS', rows: topics},
    {title: 'COMMANDS', rows: commandRows(config, '', render).filter(([name]) => !elsewhere.has(name))},
    {title: PLUGIN_COMMANDS, rows: plugins},
    globalFlagsSection(),
    {title: 'EXIT CODES', rows: EXIT_CODES.map(({codes, meaning}) => [codes.join(', '), meaning])},
    {
      title: 'MORE',
      rows: [
        ['omi help TOPIC [VERB]', 'Help for a topic or a verb, as TOPIC [VERB] --help'],
        ['omi help environment', 'The variables that omi reads'],
        ['omi --json commands', 'All of this for scripts and agents'],
      ],
    },
  ]
}

/** What there is below `prefix` (`memory:`): its topics, its commands, and what plugins add to it. */
export const childSections = (config: Config, prefix: string, render: Render): Section[] => [
  {title: 'TOPICS', rows: topicRows(config, prefix, render)},
  {title: 'COMMANDS', rows: commandRows(config, prefix, render)},
  {title: PLUGIN_COMMANDS, rows: pluginRows(config, prefix, render)},
]

export const ENVIRONMENT_INTRO =
  'The variables that omi reads. A flag wins over a variable, and a variable over the profile. An empty one counts as unset.'

export const environmentSections = (): Section[] =>
  VARIABLES.map(({group, variables}) => ({title: group.toUpperCase(), rows: variables}))

const PLUGIN_COMMANDS = "PLUGINS' COMMANDS"

const shownCommands = ({commands}: Config) => commands.filter(({hidden}) => !hidden)

const isForeign = ({pluginType}: Listed) => pluginType !== undefined && pluginType !== 'core'

const byName = (rows: Row[]) => rows.sort(([a], [b]) => (a < b ? -1 : 1))

const isDirectChild = (name: string, prefix: string) =>
  name.startsWith(prefix) && !name.slice(prefix.length).includes(':')

/** Aliases are commands of the same name to oclif, and are not listed. A plugin's manifest may leave the key out. */
const isAlias = ({aliases, id}: Partial<Pick<Listed, 'aliases'>> & Pick<Listed, 'id'>) => Boolean(aliases?.includes(id))

function topicRows(config: Config, prefix: string, render: Render): Row[] {
  const own = shownCommands(config).filter((command) => !isForeign(command))
  return byName(
    config.topics
      .filter(({hidden, name}) => !hidden && isDirectChild(name, prefix))
      .filter(({name}) => own.some(({id}) => id.startsWith(`${name}:`)))
      .map(({name}) => [wordsOf(name), topicText(config, name, render)]),
  )
}

const topicText = (config: Config, id: string, render: Render) =>
  render(config.findTopic(id)?.description ?? '').split('\n', 1)[0] ?? ''

const commandRows = (config: Config, prefix: string, render: Render): Row[] =>
  byName(
    shownCommands(config)
      .filter((command) => !isForeign(command) && isDirectChild(command.id, prefix) && !isAlias(command))
      .map((command) => [wordsOf(command.id), summaryOf(command, render)]),
  )

/**
 * What plugins that the user installed bring along, each with its plugin: their topics and commands at this place, and
 * at the root also the verbs that they add to topics of ours.
 */
function pluginRows(config: Config, prefix: string, render: Render): Row[] {
  const commands = shownCommands(config)
  const foreign = commands.filter((command) => isForeign(command) && command.id.startsWith(prefix) && !isAlias(command))
  const isOurs = (topic: string) =>
    commands.some((command) => !isForeign(command) && command.id.startsWith(`${topic}:`))
  const rows = new Map<string, Row>()
  for (const command of foreign) {
    const words = command.id.split(':')
    const depth = prefix.split(':').length
    let {length} = words.slice(0, depth)
    if (prefix === '') while (length < words.length && isOurs(words.slice(0, length).join(':'))) length += 1
    const id = words.slice(0, length).join(':')
    const text = id === command.id ? summaryOf(command, render) : topicText(config, id, render)
    if (!rows.has(id) || id === command.id) {
      rows.set(id, [wordsOf(id), [text, `(${command.pluginName})`].filter(Boolean).join(' ')])
    }
  }

  return byName([...rows.values()])
}
