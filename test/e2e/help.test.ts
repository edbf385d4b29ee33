import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {VARIABLES} from '../../src/lib/config/variables.js'
import {type Surface} from '../../src/lib/surface/surface.js'
import {exampleForTest, ROOT} from '../support/examples.js'
import {temporaryFolder} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
import {omi, omiAtTerminal} from '../support/within.js'

const GLOBAL_FLAGS = [
  '--json',
  '--profile, -p NAME',
  '--api-base URL',
  '--timezone ZONE',
  '--verbose, -v',
  '--no-color',
  '--version',
  '--help, -h',
]

/** A help page. It goes to stdout, and asking for it is no error. */
async function help(line: string, home?: string) {
  const {code, stderr, stdout} = await omi(line === '' ? [] : line.split(' '), {home})
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
  for (const flag of GLOBAL_FLAGS) expect(stdout).toMatch(new RegExp(`^  ${flag} {2,}\\S`, 'm'))
  return stdout
}

/** The lines of a section of a page, without their indentation and with their line breaks taken out. */
function section(page: string, header: string): string {
  const [, body = ''] = page.split(`\n${header}\n`)
  return (
    body
      .split(/\n\n(?=[A-Z])/, 1)[0]
      ?.replaceAll(/\s+/g, ' ')
      .trim() ?? ''
  )
}

/** The commands that help in JSON has. */
const commandsIn = async (line: string) => {
  const {code, stderr, stdout} = await omi(line.split(' '))
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
  const {commands, name} = JSON.parse(stdout) as Surface
  expect(name).toBe('omi')
  return commands.map(({command}) => command)
}

describe('help', () => {
  describe('help at the root', () => {
    it.each(['--help', '-h', 'help', '-v -h', '--help --version'])('is what omi %s shows', async (line) => {
      expect(await help(line)).toBe(await help(''))
    })

    it('names topics, commands, first steps and exit codes', async () => {
      const page = await help('')
      expect(section(page, 'USAGE')).toBe('$ omi [GLOBAL FLAGS] TOPIC VERB [ARGS] [FLAGS]')
      for (const topic of ['auth', 'config', 'memory', 'sandbox']) expect(section(page, 'TOPICS')).toMatch(`${topic} `)
      const commands = section(page, 'COMMANDS')
      for (const row of ['help Show help for omi,', 'version Show the version']) expect(commands).toContain(row)
      expect(section(page, 'TOPICS')).toContain('plugins Commands that others wrote')
      expect(page).toContain('$ omi memory create "Prefers async over sync"')
      for (const code of [0, 1, 2, 3, 4, 5, 130, 143]) expect(section(page, 'EXIT CODES')).toMatch(`${code}`)
    })
  })

  describe('help in JSON', () => {
    it.each([
      ['--json help', 'plugins install'],
      ['--json', 'plugins install'],
      ['--json memory', 'memory update'],
      ['--json help memory', 'memory update'],
      ['--json config profile --help', 'config profile use'],
    ])('omi %s is that part of omi --json commands', async (line, last) => {
      const [, ...words] = line.split(' ').filter((word) => !['--help', 'help'].includes(word))
      const commands = await commandsIn(line)
      expect(commands).toContain(last)
      expect(commands.every((command) => command.startsWith(words.join(' ')))).toBe(true)
      expect(commands.includes('memory update')).toBe(words.length === 0 || words[0] === 'memory')
    })

    it('is for a verb its description alone, as omi --json commands TOPIC VERB prints it', async () => {
      expect(await commandsIn('--json memory create --help')).toEqual(['memory create'])
      expect(await commandsIn('--json commands memory create')).toEqual(['memory create'])
      expect((await omi(['commands', 'memory', 'make'])).stderr).toMatch(/^✗ No such command: memory make\n/)
    })

    it('lists the variables', async () => {
      const {stdout} = await omi(['--json', 'help', 'environment'])
      expect(JSON.parse(stdout)[0].variables[0]).toMatchObject({name: 'OMI_API_KEY'})
    })
  })

  describe('help of a topic', () => {
    it.each(['memory --help', 'memory -h', 'help memory', '--help memory', '-h memory'])(
      'is what omi %s shows',
      async (line) => {
        expect(await help(line)).toBe(await help('memory'))
      },
    )

    it('lists its verbs', async () => {
      const page = await help('memory')
      for (const verb of ['create', 'delete', 'get', 'list', 'search', 'update']) {
        expect(page).toMatch(new RegExp(`^  memory ${verb} {2,}[A-Z]`, 'm'))
      }
    })

    it('is there for a topic within a topic', async () => {
      expect(await help('config')).toMatch(/^ {2}config profile +Profiles: one for each account or server$/m)
      const page = await help('config profile')
      expect(page).toMatch(/^Profiles: one for each account or server\n/)
      for (const verb of ['delete', 'list', 'use']) expect(page).toContain(`  config profile ${verb} `)
    })
  })

  describe('help of a verb', () => {
    it.each([
      'memory list -h',
      'memory list --limit 3 --help',
      'memory list --limit --help',
      'memory list --bogus extra -h',
      'memory list --help --json',
      'help memory list',
      '--help memory list',
      '-h memory list --limit 0',
    ])('is what omi %s shows', async (line) => {
      expect(await help(line)).toBe(await help('memory list --help'))
    })

    it('shows defaults, ranges, choices and examples', async () => {
      const page = await help('memory list --help')
      const flags = section(page, 'FLAGS')
      expect(flags).toContain('--limit 1-200 How many at most (1 to 200) [default: 25]')
      expect(flags).toContain('--offset N How many to leave out at the beginning (0 or more) [default: 0]')
      expect(flags).toContain('--all ')
      expect(flags).toContain('One or more of: interesting, system,')
      expect(section(page, 'EXAMPLES')).toContain('$ omi memory list --limit 50 --categories work,skills')
    })

    it('shows arguments', async () => {
      const create = await help('memory create --help')
      expect(section(create, 'ARGUMENTS')).toBe(
        '[CONTENT] The fact to keep, up to 500 characters; - reads it from stdin',
      )
      expect(section(create, 'FLAGS')).toContain('--visibility public|private Who may see it [default: private]')
      expect(section(create, 'FLAGS')).toContain('--category CATEGORY One of: interesting, system, manual,')
      expect(section(create, 'EXAMPLES')).toContain('$ omi memory create "Prefers async over sync"')
      expect(section(await help('memory delete --help'), 'ARGUMENTS')).toContain('reads ids from stdin, one a line')
      expect(section(await help('conversation create --help'), 'USAGE')).toBe(
        '$ omi conversation create --text TEXT [FLAGS] $ omi conversation create --file FILE [FLAGS]',
      )
    })

    it('groups flags where there are many', async () => {
      expect(section(await help('goal create --help'), 'MEASURE FLAGS')).toMatch(
        /^--type boolean\|scale\|numeric How it is measured --target N .*--unit TEXT/,
      )
      expect(section(await help('conversation list --help'), 'FILTER FLAGS')).toMatch(/^--start-date TIME /)
      expect(section(await help('memory create --help'), 'FILE FLAGS')).toMatch(/^--file FILE .*--again .*--wait /)
      expect(section(await help('sandbox start --help'), 'BEHAVIOUR FLAGS')).toContain('--rate-limits on|off ')
    })

    it.each([
      'auth login',
      'auth logout',
      'auth status',
      'auth whoami',
      'config path',
      'config set',
      'config show',
      'memory get',
      'memory search',
      'memory update',
      'sandbox exec',
      'version',
    ])('has an example and the global flags: omi %s', async (line) => {
      expect(section(await help(`${line} --help`), 'EXAMPLES')).toContain(`omi ${line}`)
    })

    it('is not asked for behind --', async () => {
      expect(await omi(['memory', 'list', '--', '--help'])).toMatchObject({code: 1, stdout: ''})
    })
  })

  it.each(['', 'memory', 'memory list --help', 'help auth login', 'sandbox'])(
    'needs no config that can be read, and no variable that can be used: omi %s',
    async (line) => {
      const home = temporaryFolder()
      mkdirSync(join(home, '.omi'))
      writeFileSync(join(home, '.omi', 'config.toml'), 'this is = not [ TOML')
      const page = await help(line, home)
      const env = {OMI_API_BASE: 'nonsense', OMI_API_KEY: 'nonsense', OMI_MAX_ATTEMPTS: '0', OMI_TIMEOUT: 'soon'}
      const run = await omi(line === '' ? [] : line.split(' '), {env, home})
      expect(run).toEqual({code: 0, stderr: '', stdout: page})
    },
  )

  describe('help on the environment', () => {
    it('says what each variable does that the source reads', async () => {
      const {stdout: page} = await omi(['help', 'environment'])
      const listed = listedVariables()
      for (const name of listed) expect(page).toMatch(new RegExp(`^  (.*, )?${name}\\b`, 'm'))
      for (const name of variablesInSource()) expect(listed).toContain(name)
    })

    it('is pointed at by the root', async () => {
      expect(section(await help(''), 'MORE')).toContain('omi help environment The variables that omi reads')
    })
  })

  describe('help with a plugin', () => {
    it('lists its topics, and the verbs that it adds to ours, where one looks for them', async () => {
      const files = {
        'commands/garden/water.js': command('water', 'Says.summary = "Water the garden"'),
        'commands/memory/export.js': command('export', 'Says.summary = "Write all memories to a file"'),
      }
      const topics = {garden: {description: 'What grows'}}
      const oclif = {commands: './commands', topicSeparator: ' ', topics}
      const {home} = await linked(pluginFolder('omi-plugin-garden', {files, package: {oclif}}))
      const root = await help('', home)
      expect(section(root, "PLUGINS' COMMANDS")).toBe(
        'garden What grows (omi-plugin-garden) memory export Write all memories to a file (omi-plugin-garden)',
      )
      expect(section(root, 'TOPICS')).not.toContain('garden')
      const memory = await help('memory', home)
      expect(section(memory, "PLUGINS' COMMANDS")).toBe(
        'memory export Write all memories to a file (omi-plugin-garden)',
      )
      expect(section(memory, 'COMMANDS')).not.toContain('export')
      expect(section(await help('help garden', home), "PLUGINS' COMMANDS")).toContain('garden water Water the garden')
    }, 60_000)

    it('keeps its commands apart and names it, and shows them as our own', async () => {
      const {home} = await linked(exampleForTest('plugin-random-memory'))
      const page = await help('', home)
      expect(section(page, "PLUGINS' COMMANDS")).toBe(
        'random-memory Show something Omi knows about you (omi-plugin-random-memory)',
      )
      expect(section(page, 'COMMANDS')).not.toContain('random')
      expect(section(await help('random-memory --help', home), 'EXAMPLES')).toBe('$ omi random-memory')
      expect(await omi(['random-memor'], {home})).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Did you mean omi random-memory?'),
      })
    }, 60_000)
  })

  describe('help on a terminal', () => {
    it('has colours, unless they are not wanted', async () => {
      expect(await onTerminal(80)).toContain('\u001B[1mUSAGE')
      expect(await onTerminal(80, {NO_COLOR: '1'})).not.toContain('\u001B')
      const {stdout} = await omi(['memory', '--help'], {env: {FORCE_COLOR: '1'}})
      expect(stdout).toContain('\u001B[1mUSAGE')
    })

    it.each([40, 60, 100])('fits %i columns, but for lines to be pasted', async (columns) => {
      const lines = (await onTerminal(columns, {NO_COLOR: '1'})).split('\n').filter((line) => !line.startsWith('  $ '))
      const longest = Math.max(...lines.map(({length}) => length))
      expect(longest).toBeLessThanOrEqual(columns)
      expect(longest).toBeGreaterThan(columns * 0.8)
    })
  })

  it.each([
    [['memry'], 'Did you mean omi memory?'],
    [['mem'], 'Did you mean omi memory?'],
    [['login'], 'Did you mean omi auth login?'],
    [['memory', 'date'], 'Did you mean omi memory update?'],
    [['config', 'pat'], 'Did you mean omi config path?'],
    [['goal', 'det'], 'Did you mean omi goal get?'],
    [['api-key'], 'See omi --help.'],
    [['task', 'list'], 'Did you mean omi action-item list?'],
    [['tasks'], 'Did you mean omi action-item?'],
    [['memories', 'add', 'Likes tea'], 'Did you mean omi memory create?'],
    [['memory', 'add', 'Likes tea'], 'Did you mean omi memory create?'],
    [['memory', 'rm', 'x'], 'Did you mean omi memory delete?'],
    [['action-item', 'done', 'x'], 'Did you mean omi action-item complete?'],
    [['key', 'delete', 'x'], 'Did you mean omi key revoke?'],
    [['goal', 'find', 'x'], 'Did you mean omi search WORD --only goal?'],
    [['sign-in'], 'Did you mean omi auth login?'],
    [['profile', 'list'], 'Did you mean omi config profile list?'],
    [['remember', 'x'], 'Did you mean omi memory create?'],
    [['backup'], 'Did you mean omi export?'],
    // Words that every object of JavaScript knows.
    [['constructor'], 'See omi --help.'],
    [['memory', 'toString'], 'See omi memory --help.'],
  ])('names the nearest of what there is: omi %j', async (words, hint) => {
    const {code, stderr} = await omi(words)
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining(hint)})
  })

  it.each(['memry', 'memory lst', 'config profile xyz'])('is none for what there is not: omi help %s', async (line) => {
    for (const words of [
      ['help', ...line.split(' ')],
      [...line.split(' '), '--help'],
      ['-h', ...line.split(' ')],
    ]) {
      expect(await omi(words)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('✗ No such command: '),
        stdout: '',
      })
    }
  })
})

/** The names of variables in the product's source, but for those that it sets itself. */
function variablesInSource(): Set<string> {
  const files = readdirSync(join(ROOT, 'src'), {recursive: true, encoding: 'utf8'}).filter((name) =>
    name.endsWith('.ts'),
  )
  const text = files.map((name) => readFileSync(join(ROOT, 'src', name), 'utf8')).join('\n')
  const own = new Set(['OMI_CACHE_DIR', 'OMI_COMMAND', 'OMI_CONFIG_DIR', 'OMI_DATA_DIR', 'OMI_SANDBOX_READ_ONLY_KEY'])
  const names =
    text.match(/\b(OMI|FIREBASE_AUTH|NODE_EXTRA)_[A-Z_]+\b|\b(HTTPS?|ALL|NO)_PROXY\b|\b(NO|FORCE)_COLOR\b/g) ?? []
  return new Set(names.filter((name) => !own.has(name)))
}

/** The page of `memory create` on a terminal. */
async function onTerminal(columns: number, env: Record<string, string> = {}): Promise<string> {
  const {screen} = await omiAtTerminal(['memory', 'create', '--help'], {columns, env})
  return screen
}

const listedVariables = () =>
  VARIABLES.flatMap(({variables}) => variables.map(([names]) => names))
    .join(', ')
    .split(', ')
