import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {describe, expect, it} from 'vitest'

import {type Surface, type SurfaceCommand} from '../../src/lib/surface/surface.js'
import {inBatches} from '../support/in-batches.js'
import {homeWithPlugin} from '../support/linked-plugin.js'
import {omi as binary, temporaryFolder} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {registryWith} from '../support/registry.js'
import {sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

/** What `omi --json commands` says. */
async function surface(home?: string, said = '', run = omi): Promise<Surface> {
  const {code, stderr, stdout} = await run(['--json', 'commands'], {home})
  expect({code, stderr}).toEqual({code: 0, stderr: said})
  return JSON.parse(stdout) as Surface
}

const find = ({commands}: Surface, words: string) => commands.find(({command}) => command === words)
const flag = (command: SurfaceCommand | undefined, name: string) => command?.flags.find((one) => one.name === name)

describe('omi commands', () => {
  it('says all that is needed to call a command', async () => {
    const all = await surface()
    expect(all).toMatchObject({name: 'omi', problems: [], version: expect.stringMatching(/^\d+\.\d+\.\d+$/)})
    const create = find(all, 'memory create')
    expect(create).toMatchObject({
      aliases: [],
      arguments: [{multiple: false, name: 'content', required: false, type: 'string'}],
      plugin: '@omi-dev/cli',
      read_only: false,
      summary: 'Create a memory, or all of a file',
      usage: 'omi memory create CONTENT [FLAGS]\nomi memory create --file FILE [FLAGS]',
    })
    expect(create?.examples).toContain('omi memory create "Prefers async over sync"')
    expect(flag(create, 'category')).toMatchObject({type: 'choice', values: expect.arrayContaining(['work', 'skills'])})
    expect(flag(create, 'visibility')).toMatchObject({default: 'private', values: ['public', 'private']})
    expect(flag(create, 'tag')).toMatchObject({multiple: true, type: 'string', value_name: 'TAG'})
    expect(flag(create, 'again')).toMatchObject({depends_on: ['file'], type: 'boolean'})
  })

  it('says types, ranges, fixed values and what excludes what', async () => {
    const all = await surface()
    const list = find(all, 'conversation list')
    expect(list?.read_only).toBe(true)
    expect(flag(list, 'limit')).toMatchObject({default: 25, max: 200, min: 1, type: 'integer'})
    expect(flag(list, 'offset')).toMatchObject({default: 0, min: 0})
    expect(flag(list, 'offset')).not.toHaveProperty('max')
    expect(flag(list, 'start-date')).toMatchObject({type: 'time'})
    expect(flag(list, 'categories')).toMatchObject({type: 'choices', values: expect.arrayContaining(['work'])})
    expect(flag(list, 'starred')?.exclusive).toEqual(['not-starred'])
    expect(flag(list, 'not-starred')?.exclusive).toEqual(['starred'])
    expect(flag(find(all, 'conversation create'), 'text')?.required).toBe(true)
    expect(flag(find(all, 'conversation update'), 'discarded')?.negatable).toBe(true)
    expect(flag(find(all, 'daily-summary list'), 'end-date')?.type).toBe('day')
    expect(flag(find(all, 'goal update'), 'target')?.type).toBe('number')
    expect(flag(find(all, 'sandbox start'), 'port')).toMatchObject({default: 0, max: 65_535, min: 0, type: 'integer'})
    expect(find(all, 'goal progress')?.arguments[1]).toMatchObject({name: 'value', type: 'number'})
    expect(find(all, 'config set')?.arguments[0]?.values).toEqual(['api_base'])
    expect(find(all, 'api')?.arguments[0]?.values).toContain('PATCH')
    expect(find(all, 'memory delete')?.arguments[0]).toMatchObject({multiple: true, required: true})
  })

  it('says the global flags, the topics and the exit codes', async () => {
    const all = await surface()
    expect(all.global_flags).toContainEqual({
      name: 'profile',
      char: 'p',
      type: 'profile',
      value_name: 'NAME',
      summary: expect.any(String),
    })
    expect(all.exit_codes?.map(({code}) => code)).toEqual([0, 1, 2, 3, 4, 5, 130, 143])
    expect(all.topics.map(({topic}) => topic)).toEqual(expect.arrayContaining(['config profile', 'memory']))
  })

  it('is a list for a person and for a pipe', async () => {
    const {stdout} = await omi(['commands'])
    expect(stdout).toContain('memory create\tCreate a memory, or all of a file\t@omi-dev/cli\n')
    const {code, screen} = await omiAtTerminal(['commands'])
    expect(code).toBe(0)
    expect(stripVTControlCharacters(screen)).toMatch(/^COMMAND +SUMMARY\n/)
  })

  it('has the commands of plugins, without those that do not load', async () => {
    const home = await homeWithPlugin({
      broken: {code: 'throw new Error("No such weather.")', manifest: {summary: 'Never seen'}},
      greet: {
        code: `console.log('Hello'); module.exports = class { static flags = {times: {max: 9, min: 1, valueType: 'integer'}}; static async run() {} }`,
        manifest: {
          examples: [{command: '<%= config.bin %> <%= command.id %> --loud', description: 'Loudly'}],
          flags: {
            loud: {char: 'l', description: 'Not in a whisper', name: 'loud', type: 'boolean'},
            secret: {hidden: true, name: 'secret', type: 'boolean'},
            times: {name: 'times', summary: 'How often', type: 'option'},
          },
          summary: 'Say hello on \u001B[31m<%= config.bin %>',
        },
      },
    })
    // What a plugin's code prints by itself goes to the process that it is in.
    const all = await surface(home, 'Hello\n', binary)
    expect(find(all, 'greet')).toMatchObject({
      examples: ['omi greet --loud'],
      flags: [
        {char: 'l', name: 'loud', summary: 'Not in a whisper', type: 'boolean'},
        {max: 9, min: 1, name: 'times', summary: 'How often', type: 'integer'},
      ],
      plugin: 'omi-plugin-test',
      read_only: false,
      usage: 'omi greet [FLAGS]',
    })
    expect(find(all, 'memory list')).toBeDefined()
    expect(find(all, 'broken')).toBeUndefined()
    expect(all.problems).toEqual([{command: 'broken', plugin: 'omi-plugin-test', problem: 'No such weather.'}])
    const {code, stderr, stdout} = await binary(['commands'], {home})
    expect(code).toBe(0)
    expect(stderr).toBe(
      'Hello\n! omi broken is left out: the plugin omi-plugin-test does not load.\n  No such weather.\n',
    )
    expect(stdout).toContain(String.raw`Say hello on \x1b[31momi`)
  })

  describe('names commands of which each', () => {
    it('shows its help', async () => {
      const {commands} = await surface()
      const runs = await inBatches(commands, ({command}) => omi([...command.split(' '), '--help']))
      for (const [index, run] of runs.entries()) {
        const words = commands[index]?.command ?? ''
        expect(run, words).toMatchObject({code: 0, stderr: ''})
        expect(run.stdout, words).toContain('USAGE')
        // omi help --help is the help of omi itself.
        expect(run.stdout, words).toContain(words === 'help' ? '$ omi [GLOBAL FLAGS]' : `$ omi ${words}`)
      }
    }, 120_000)

    it('that changes nothing answers in JSON, with sample data', async () => {
      const sandbox = await sandboxForTest({desktop: true, seedData: true})
      const home = temporaryFolder()
      mkdirSync(join(home, '.omi'), {mode: 0o700})
      const profile = ['auth_method = "oauth"', `id_token = "${sandbox.idToken}"`, 'refresh_token = "refresh-me"']
      writeFileSync(join(home, '.omi/config.toml'), ['[profiles.default]', ...profile, ''].join('\n'), {mode: 0o600})
      const registry = await registryWith(pluginFolder('omi-plugin-found'))
      const env = {
        OMI_API_BASE: sandbox.apiBase,
        OMI_API_KEY: sandbox.apiKey,
        OMI_LOCAL_API_URL: sandbox.apiBase,
        OMI_LOCAL_TOKEN: sandbox.localToken,
        OMI_NPM_REGISTRY: registry,
      }
      const app = await serverAnswering({})
      const firstId = async (topic: string) => (await omi([topic, 'list'], {env, home})).stdout.split('\t', 1)[0] ?? ''
      /** What a command needs to be called; an id is that of the first item of its topic's list. */
      const values: Record<string, string> = {
        event: 'day_summary',
        folder: join(home, 'backup'),
        plugin: 'omi-plugin-some',
        query: 'coffee',
        question: 'What did we decide?',
        to: app.apiBase,
        words: 'coffee',
      }
      await linked(pluginFolder('omi-plugin-some'), home)
      await omi(['sync', '--no-transcripts'], {env, home})
      await omi(['export', 'all', '--format', 'json', '-o', join(home, 'backup')], {env, home})

      const {commands} = await surface(home)
      // omi app serve goes on until it is ended.
      const readOnly = commands.filter(
        (one) => one.read_only && one.plugin === '@omi-dev/cli' && one.command !== 'app serve',
      )
      expect(readOnly.length).toBeGreaterThan(20)
      const runs = await inBatches(readOnly, async ({arguments: args, command, flags}) => {
        const words = command.split(' ')
        const given = args.filter(({required}) => required).map(({name}) => values[name] ?? firstId(words[0] ?? ''))
        const wanted = flags.filter(({required}) => required).flatMap(({name}) => [`--${name}`, values[name] ?? ''])
        const run = words[0] === 'plugins' ? binary : omi
        return run(['--json', ...words, ...(await Promise.all(given)), ...wanted], {env, home})
      })
      for (const [index, run] of runs.entries()) {
        const words = readOnly[index]?.command
        expect(run, words).toMatchObject({code: 0, stderr: ''})
        expect(JSON.parse(run.stdout), words).toBeTruthy()
      }

      const changes = sandbox.requests.filter(
        ({method, path}) => method !== 'GET' && !path.endsWith('/ask') && !path.startsWith('/v1/local'),
      )
      expect(changes).toEqual([])
    }, 120_000)
  })
})
