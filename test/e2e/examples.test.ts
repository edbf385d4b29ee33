import {spawnSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {type Surface} from '../../src/lib/surface/surface.js'
import {inBatches} from '../support/in-batches.js'
import {offerPlugins} from '../support/offered-plugins.js'
import {omi} from '../support/omi.js'
import {serverAnswering} from '../support/server.js'
import {type Outcome, type Reply, runShell, workplace} from '../support/workplace.js'

/** Every example of every verb, and the first steps of the root's page, run as they are printed, on a terminal, in an account with the sandbox's sample data. */

/** What the examples take for granted beside the account. */
const FILES = {
  'memories.csv': 'content,category\nLikes maps,interests\nPlays chess,hobbies\n',
  'talk.json': '[{"speaker": "SPEAKER_00", "text": "Shall we begin?", "start": 0, "end": 2}]',
  'talks.json': '[{"text": "We agreed to meet on Friday.", "started_at": "2026-11-23T09:30:00Z"}]',
  'tasks.csv': 'description,due_at\nCall Ana,2026-12-01T10:00:00Z\nBuy seeds,\n',
}

/** Ends as it is meant to with another code than 0: the sandbox is stopped with Ctrl-C. */
const CODES: Readonly<Record<string, number>> = {'app serve': 130, 'sandbox start': 130}

/** Where the examples have somebody's app listen; here it is on a port of its own, so that none is in the way of another. */
const APP = 'http://127.0.0.1:8787/'

const hasJq = spawnSync('jq', ['--version']).status === 0
if (!hasJq) console.warn('Skipped: the example with jq, as there is none on this machine.')

/** What is there has to come first, and somebody tidies up last, in this order. */
const LAST = ['search', 'disable', 'enable', 'inspect', 'delete', 'logout', 'revoke', 'uninstall', 'reset']

interface Example {
  readonly code: number
  readonly line: string
}

it('runs every example of every verb', async () => {
  const topics = await examplesByTopic()
  expect(topics.size).toBeGreaterThan(12)
  const outcomes = await inBatches([...topics.values()], run, 8)
  expect(outcomes.flat()).toEqual([])
}, 180_000)

/** The examples that did not go as they should. */
async function run(examples: Example[]): Promise<Outcome[]> {
  const place = await workplace()
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(place.folder, name), text)
  await offerPlugins(place)
  const {apiBase: app} = await serverAnswering({})
  const replies: Reply[] = [
    ['(y/N)', 'y\r'],
    ['How do you want to sign in?', '1\r'],
    ['(hidden)', `${place.key}\r`],
    ['Stop it with Ctrl-C', '\u0003'],
    ['{"url":"http://127', '\u0003'],
    ['A client has to start this', '\u0004'],
  ]
  const outcomes = await runShell(
    place,
    examples.map(({line}) => line.replaceAll(APP, `${app}/`).replace(/ app serve$/, ' app serve --port 0')),
    replies,
  )
  return outcomes.filter(({code}, index) => code !== examples[index]?.code)
}

/** The examples by topic, in an order in which they can be run one after the other. */
async function examplesByTopic(): Promise<Map<string, Example[]>> {
  const {stdout} = await omi(['--json', 'commands'])
  const {commands} = JSON.parse(stdout) as Surface
  const ours = commands.filter(({plugin}) => plugin === '@omi-dev/cli')
  for (const {command, examples} of ours)
    expect([command, examples]).toEqual([command, [expect.anything(), ...examples.slice(1)]])
  const ordered = ours.toSorted((a, b) => rank(a) - rank(b))
  const topics = new Map<string, Example[]>()
  for (const {command, examples} of ordered) {
    // What is searched is what sync has brought.
    const [topic = ''] = command.replace(/^search$/, 'sync').split(' ')
    const more = examples.map((line) => ({code: CODES[command] ?? 0, line}))
    topics.set(topic, [...(topics.get(topic) ?? []), ...more])
  }

  const {stdout: root} = await omi(['--help'])
  const lines = [...root.matchAll(/^ {2}\$ (omi (?!\[).*)/gm)].map(([, line = '']) => line)
  const firstSteps = lines.filter((line) => hasJq || !line.endsWith('| jq')).map((line) => ({code: 0, line}))
  return topics.set('first steps', firstSteps)
}

const rank = ({command}: {command: string}) => LAST.indexOf(command.split(' ').at(-1) ?? '')
