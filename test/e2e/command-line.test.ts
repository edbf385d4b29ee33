import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'

import {omi as binary, environmentOf, OMI, omiOnTerminal} from '../support/omi.js'
import {homeWith} from '../support/profiles.js'
import {KEY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

/** What a command line is answered with when it is refused before anything else happens. */
async function refusal(args: string[], env: Record<string, string> = {}) {
  const {code, stderr, stdout} = await omi(args, {env})
  expect({code, stdout}).toEqual({code: 1, stdout: ''})
  return stderr
}

describe('the command line', () => {
  describe('global flags before the topic', () => {
    it.each([
      ['--json --profile work auth status', 'work'],
      ['--profile=work --json auth status', 'work'],
      ['-p work --json auth status', 'work'],
      ['-pwork -v --no-color --json auth status', 'work'],
      ['--json -p work -p home auth status', 'home'],
      ['--json -p work -- auth status', 'work'],
    ])('reads omi %s', async (line, profile) => {
      const home = homeWith('[profiles.home]\n[profiles.work]\n')
      const {code, stdout} = await omi(line.split(' '), {home})
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({profile})
    })

    it('takes an empty variable for an unset one', async () => {
      const env = {OMI_API_KEY: '', OMI_CONFIG: '', OMI_MAX_ATTEMPTS: '', OMI_PROFILE: '', OMI_TIMEOUT: ''}
      const {stdout} = await omi(['--json', 'auth', 'status'], {env})
      expect(JSON.parse(stdout)).toMatchObject({authenticated: false, profile: 'default'})
    })

    it.each([
      ['--jsn memory list', 'No such option: --jsn', 'Did you mean --json?'],
      ['—json memory list', 'No such option: —json', 'Did you mean --json?'],
      ['–p work memory list', 'No such option: –p', 'Did you mean -p?'],
      ['memory —help', 'No such option: —help', 'Did you mean --help?'],
      ['memory create —json', 'No such option: —json', 'Did you mean --json?'],
      ['memory list −−limit=5', 'No such option: −−limit', 'Did you mean --limit?'],
      ['memory delete x –y', 'No such option: –y', 'Did you mean -y?'],
      ['--limit 3 memory list', 'No such option: --limit', "a command's own flags go behind it"],
      ['-q memory list', 'No such option: -q', 'See omi --help.'],
      ['-vq memory list', 'No such option: -q', 'See omi --help.'],
      ['--profile', 'Missing argument: --profile NAME', '--profile expects a value'],
      ['--profile= auth status', 'Missing argument: --profile NAME', '--profile expects a value'],
      ['--profile --no-color auth status', 'Missing argument: --profile NAME', '--profile expects a value'],
      ['--api-base', 'Missing argument: --api-base URL', '--api-base expects a value'],
      ['--verbose=yes auth status', 'Invalid value: --verbose=yes', '--verbose takes no value.'],
    ])('refuses omi %s', async (line, title, hint) => {
      const stderr = await refusal(line.split(' '))
      expect(stderr).toMatch(`✗ ${title}\n`)
      expect(stderr).toMatch(hint)
    })

    it('says in JSON what is wrong with the flags beside --json', async () => {
      expect(JSON.parse(await refusal(['--bogus', '--json', 'auth', 'status']))).toMatchObject({
        error: 'No such option: --bogus',
        exit_code: 1,
      })
    })
  })

  describe('a global flag in the wrong place', () => {
    it.each([
      ['memory list --json', '--json', 'omi --json memory list'],
      ['memory --json list', '--json', 'omi --json memory list'],
      ['memory list --limit 5 --verbose', '--verbose', 'omi --verbose memory list --limit 5'],
      ['memory list -v', '-v', 'omi -v memory list'],
      ['memory list --profile work', '--profile', 'omi --profile work memory list'],
      ['memory list --profile=work', '--profile', 'omi --profile=work memory list'],
      ['memory list -p work --limit 5', '-p', 'omi -p work memory list --limit 5'],
      ['memory list --profile', '--profile', 'omi --profile NAME memory list'],
      [
        'memory list --api-base http://x.example --json',
        '--api-base',
        'omi --api-base http://x.example --json memory list',
      ],
      ['-v memory list --json', '--json', 'omi -v --json memory list'],
      ['-v memory list -v', '-v', 'omi -v memory list'],
      ['config path --no-color', '--no-color', 'omi --no-color config path'],
      ['memory create --tag --json x', '--json', 'omi --json memory create --tag x'],
      ['memory --version', '--version', 'omi --version memory'],
    ])('is put right: omi %s', async (line, flag, corrected) => {
      expect(await refusal(line.split(' '))).toBe(
        `✗ No such option: ${flag}\n  Global flags go before the command: ${corrected}\n`,
      )
    })

    it('is met before the credential is', async () => {
      const {apiBase, requests} = await serverAnswering({body: []})
      await refusal(['memory', 'list', '--json'], pointedAt(apiBase))
      expect(requests).toEqual([])
    })

    it.each([
      'it\'s "quoted" $HOME `id` \\n;|&<>(){}[]*?!~#',
      'two  blanks',
      'a\nline\tand a tab',
      'ü 日本 😀',
      "a'\n'b",
    ])('is put right so that it can be pasted: %j', async (content) => {
      const sandbox = await sandboxForTest()
      const options = {env: pointedAt(sandbox.apiBase, sandbox.apiKey)}
      const {stderr} = await omi(['memory', 'create', content, '--json'], options)
      const pasted = stderr.slice(stderr.indexOf('omi --json'))
      const script = `omi() { '${process.execPath}' '${OMI}' "$@"; }\n${pasted}`
      const {stdout} = await promisify(execFile)('bash', ['--norc', '-c', script], {
        env: {...environmentOf(options), LC_ALL: 'C.UTF-8'},
      })
      expect(JSON.parse(stdout)).toMatchObject({content})
    })

    it('is put right without a secret and without an endless word', async () => {
      const key = await refusal(['auth', 'login', '--api-key', 'swordfish', '--json'])
      expect(key).toContain('omi --json auth login --api-key KEY\n')
      expect(await refusal(['auth', 'login', '--api-key=swordfish', '-v'])).toContain(
        'omi -v auth login --api-key=KEY\n',
      )
      expect(await refusal(['memory', 'get', KEY, '--json'])).toContain('omi --json memory get KEY\n')
      const long = await refusal(['memory', 'create', 'x'.repeat(5000), '--json'])
      expect(long).toContain(`${'x'.repeat(200)}…'\n`)
      expect(long).not.toContain('x'.repeat(201))
    })

    it('is none behind --', async () => {
      const sandbox = await sandboxForTest()
      const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
      const {code, stdout} = await omi(['--json', 'memory', 'create', '--', '--json'], {env})
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({content: '--json'})
    })
  })

  it.each([
    ['action-item list --completed --open', '--completed and --open exclude each other.'],
    ['auth login --provider apple', '--provider needs --browser.'],
    ['auth login --api-key swordfish --browser', '--browser and --api-key exclude each other.'],
  ])('flags that do not go together are named: omi %s', async (line, detail) => {
    expect(await refusal(line.split(' '))).toBe(`✗ Invalid value: flags that do not go together\n  ${detail}\n`)
  })

  describe('words that mean nothing', () => {
    it.each([
      ['memry list', 'No such command: memry', 'Did you mean omi memory? See omi --help.'],
      ['memory lst', 'No such command: memory lst', 'Did you mean omi memory list? See omi memory --help.'],
      ['memory xyz', 'No such command: memory xyz', 'See omi memory --help.'],
      [
        'config profile lst',
        'No such command: config profile lst',
        'Did you mean omi config profile list? See omi config profile --help.',
      ],
      ['frobnicate', 'No such command: frobnicate', 'See omi --help.'],
      ['help memry', 'No such command: memry', 'Did you mean omi memory? See omi --help.'],
      ['plugins lnk', 'No such command: plugins lnk', 'Did you mean omi plugins link? See omi plugins --help.'],
      ['help plugins lnk', 'No such command: plugins lnk', 'Did you mean omi plugins link? See omi plugins --help.'],
      [
        'help memory list extra',
        'Unexpected argument: extra',
        'omi help is followed by a topic, a topic and a verb, or nothing.',
      ],
      ['help -n memory', 'No such option: -n', 'omi help is followed by a topic, a topic and a verb, or nothing.'],
      ['memory list extra', 'Unexpected argument: extra', 'Put quotes around a text with blanks in it.'],
      ['memory get a b', 'Unexpected argument: b', 'Put quotes around a text with blanks in it.'],
      ['version extra', 'Unexpected argument: extra', 'Put quotes around a text with blanks in it.'],
      ['memory list --catgories work', 'No such option: --catgories', 'Did you mean --categories?'],
      ['memory list --jsn', 'No such option: --jsn', 'Did you mean --json? It goes before the command.'],
      ['memory list --count 3', 'No such option: --count', 'Did you mean --limit?'],
      ['memory delete x --force', 'No such option: --force', 'Did you mean --yes?'],
      ['memory list --debug', 'No such option: --debug', 'Did you mean --verbose? It goes before the command.'],
      ['memory list --bogus=1', 'No such option: --bogus', 'See the flags of a command with --help behind it.'],
      ['memory list -x', 'No such option: -x', 'See the flags of a command with --help behind it.'],
      ['memory --limit 3', 'No such option: --limit', 'A verb is missing before it.'],
    ])('are refused: omi %s', async (line, title, detail) => {
      expect(await refusal(line.split(' '))).toBe(`✗ ${title}\n  ${detail}\n`)
    })

    it('are made visible', async () => {
      expect(await refusal(['memory', '\u001B[31mred\u202E'])).toMatch(
        String.raw`✗ No such command: memory \x1b[31mred\u202e`,
      )
    })
  })

  describe('the order of checks', () => {
    it.each([
      ['memory list --limit 0', 1],
      ['memory get ..', 1],
      ['memory update some-id', 1],
      ['memory delete some-id', 1],
      ['memory create --visibility secret x', 1],
      ['memory list', 2],
      ['memory get some-id', 2],
      ['memory update some-id --tag x', 2],
      ['memory delete some-id --yes', 2],
      ['memory create x', 2],
      ['memory search x', 2],
      ['--profile default memory list', 2],
      ['--profile nobody memory list', 1],
    ])(
      'asks for the credential after arguments and flags, before the first request: omi %s',
      async (line, exitCode) => {
        const {apiBase, requests} = await serverAnswering({body: []})
        const {code, stdout} = await omi(line.split(' '), {env: {OMI_API_BASE: apiBase}})
        expect({code, requests, stdout}).toEqual({code: exitCode, requests: [], stdout: ''})
      },
    )
  })

  describe('colour', () => {
    const escape = '\u001B['

    it('is there on a terminal, and not on a pipe', async () => {
      expect((await omiOnTerminal(['memory', 'lst'])).screen).toContain(`${escape}31m✗`)
      expect((await binary(['memory', 'lst'])).stderr).not.toContain(escape)
    })

    it('is switched off by --no-color and NO_COLOR, and on by FORCE_COLOR', async () => {
      expect((await omiOnTerminal(['--no-color', 'memory', 'lst'])).screen).not.toContain(escape)
      expect((await omiOnTerminal(['memory', 'lst'], {env: {NO_COLOR: '1'}})).screen).not.toContain(escape)
      expect((await binary(['memory', 'lst'], {env: {FORCE_COLOR: '1'}})).stderr).toContain(`${escape}31m✗`)
      const both = await binary(['--no-color', 'memory', 'lst'], {env: {FORCE_COLOR: '1'}})
      expect(both.stderr).not.toContain(escape)
    })
  })
})
