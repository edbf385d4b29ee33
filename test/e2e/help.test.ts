import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'

const GLOBAL_FLAGS = [
  '--json',
  '--profile, -p NAME',
  '--api-base URL',
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

describe('help', () => {
  describe('help at the root', () => {
    it.each(['--help', '-h', 'help', '--json --help', '-v -h', '--help --version'])(
      'is what omi %s shows',
      async (line) => {
        expect(await help(line)).toBe(await help(''))
      },
    )

    it('names topics, commands, first steps and exit codes', async () => {
      const page = await help('')
      expect(section(page, 'USAGE')).toBe('$ omi [GLOBAL FLAGS] TOPIC VERB [ARGS] [FLAGS]')
      expect(page).toMatch(/^VERSION\n {2}omi-cli \d+\.\d+\.\d+$/m)
      for (const topic of ['auth', 'config', 'memory', 'sandbox']) expect(section(page, 'TOPICS')).toMatch(`${topic} `)
      expect(section(page, 'COMMANDS')).toContain('version Show the version')
      expect(page).toContain('$ omi memory create "Prefers async over sync"')
      for (const code of [0, 1, 2, 3, 4, 5, 130, 143]) expect(section(page, 'EXIT CODES')).toMatch(`${code}`)
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
      '--json memory list --help',
      '-h memory list --limit 0',
    ])('is what omi %s shows', async (line) => {
      expect(await help(line)).toBe(await help('memory list --help'))
    })

    it('shows defaults, ranges, choices and examples', async () => {
      const page = await help('memory list --help')
      const flags = section(page, 'FLAGS')
      expect(flags).toContain('--limit=1-200 [default: 25] How many at most (1 to 200)')
      expect(flags).toContain('--offset=N [default: 0]')
      expect(flags).toContain('(0 or more)')
      expect(flags).toContain('--all ')
      expect(page).toContain('One or more of: interesting, system,')
      expect(section(page, 'EXAMPLES')).toContain('$ omi memory list --limit 50 --categories work,skills')
    })

    it('shows arguments', async () => {
      const create = await help('memory create --help')
      expect(section(create, 'ARGUMENTS')).toBe(
        '[CONTENT] The fact to keep, up to 500 characters; - reads it from stdin',
      )
      expect(section(create, 'FLAGS')).toContain(
        '--visibility=<option> [default: private] Who may see it <options: public|private>',
      )
      expect(section(create, 'FLAGS')).toContain('--category=CATEGORY One of: interesting, system, manual,')
      expect(section(create, 'EXAMPLES')).toContain('$ omi memory create "Prefers async over sync"')
      expect(section(await help('memory delete --help'), 'ARGUMENTS')).toContain('reads ids from stdin, one a line')
      expect(section(await help('sandbox start --help'), 'FLAGS')).toContain('--rate-limits=<option> [default: on]')
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
