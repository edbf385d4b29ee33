import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {codeOf} from '../support/code-of.js'
import {type RunOptions, temporaryFolder} from '../support/omi.js'
import {type Answer, KEY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

interface ErrorDocument {
  readonly detail: null | string
  readonly error: string
  readonly exit_code: number
}

/**
 * Runs a command line that fails, for a person and for a script, and sees to it that both are told the same: title,
 * detail and exit code, on stderr alone.
 */
async function failure(args: string[], options: RunOptions = {}): Promise<ErrorDocument> {
  const [human, json] = await Promise.all([omi(args, options), omi(['--json', ...args], options)])
  const {code, ...document} = JSON.parse(json.stderr) as ErrorDocument & {code: string}
  expect(code).toBe(codeOf(document.error))
  expect(json).toEqual({code: document.exit_code, stderr: json.stderr, stdout: ''})
  expect(json.stderr.split('\n')).toHaveLength(2)
  const detail = document.detail === null ? [] : document.detail.split('\n').map((line) => `  ${line}\n`)
  expect(human).toEqual({code: document.exit_code, stderr: [`✗ ${document.error}\n`, ...detail].join(''), stdout: ''})
  return document
}

const LIMIT = 'Expected a whole number, 1 to 200.'
const BASE =
  'Expected a URL such as https://api.omi.me: http or https, without credentials, query, fragment, blanks or "..".'

describe('an error', () => {
  describe('wrong usage', () => {
    it.each([
      [['memory', 'list', '--bogus'], 'No such option: --bogus', 'See the flags of a command with --help behind it.'],
      [['memory', 'frobnicate'], 'No such command: memory frobnicate', 'See omi memory --help.'],
      [['memory', 'get'], 'Missing argument: ID', "The memory's id, as list shows it"],
      [['memory', 'create'], 'Missing argument: CONTENT', 'Give the content, - for stdin, or --file FILE.'],
      [['memory', 'search'], 'Missing argument: QUERY', 'What to look for, in your own words'],
      [['memory', 'list', '--limit'], 'Missing argument: a value for --limit', null],
      [['memory', 'list', 'x'], 'Unexpected argument: x', 'Put quotes around a text with blanks in it.'],
      [['memory', 'list', '--limit', '0'], 'Invalid value: --limit 0', LIMIT],
      [['memory', 'list', '--limit', '201'], 'Invalid value: --limit 201', LIMIT],
      [['memory', 'list', '--limit=-1'], 'Invalid value: --limit -1', LIMIT],
      [['memory', 'list', '--limit', '1.5'], 'Invalid value: --limit 1.5', LIMIT],
      [['memory', 'list', '--limit', '1e2'], 'Invalid value: --limit 1e2', LIMIT],
      [['memory', 'list', '--limit', 'ten'], 'Invalid value: --limit ten', LIMIT],
      [['memory', 'list', '--limit', '1', '--limit', '2'], 'Invalid value: --limit', 'It can only be specified once.'],
      [['memory', 'list', '--offset', '-1'], 'Invalid value: --offset -1', 'Expected a whole number, 0 or more.'],
      [['memory', 'search', 'x', '--limit', '101'], 'Invalid value: --limit 101', 'Expected a whole number, 1 to 100.'],
      [
        ['memory', 'create', 'x', '--visibility', 'pubic'],
        'Invalid value: --visibility pubic',
        'Did you mean public? Expected one of: public, private.',
      ],
      [['memory', 'create', ''], 'Invalid value: CONTENT', 'It is empty.'],
      [['memory', 'create', ' \n\t'], 'Invalid value: CONTENT', 'It is empty.'],
      [
        ['memory', 'create', 'x'.repeat(501)],
        'Invalid value: CONTENT',
        'It has 501 characters; at most 500 are allowed.',
      ],
      [['memory', 'get', '..'], 'Invalid ID', "'..' is no id but a step through a path."],
      [['memory', 'get', ''], 'Invalid ID', 'An id cannot be empty.'],
      [
        ['memory', 'update', 'x'],
        'No fields to update',
        'Give at least one of --content, --category, --tag, --visibility.',
      ],
      [['memory', 'create', '-'], 'No input on stdin', 'Nothing came in on stdin.'],
      [['memory', 'delete', '-', '--yes'], 'No input on stdin', 'Expected ids, one a line.'],
      [
        ['config', 'profile', 'delete', 'x', '-y'],
        "No such profile: 'x'",
        'See them all with omi config profile list.',
      ],
      [['config', 'set', 'x', 'y'], "Unknown config key 'x'", 'Known keys: api_base.'],
      [['config', 'set', 'api_base', 'nonsense'], 'Invalid value: api_base', BASE],
      [['--api-base', 'nonsense', 'memory', 'list'], 'Invalid value: --api-base', BASE],
      [['--api-base', 'ftp://x.example', 'memory', 'list'], 'Invalid value: --api-base', BASE],
    ])('is exit 1: omi %j', async (args, error, detail) => {
      expect(await failure(args, {env: {OMI_API_KEY: KEY}})).toEqual({detail, error, exit_code: 1})
    })
  })

  describe('a key that cannot be one', () => {
    const error = "That doesn't look like an Omi developer key"
    const expected =
      "Expected a token starting with 'omi_dev_'. Generate one in the Omi web app under Developer → API Keys."
    it.each([
      ['omi_mcp_0123456789abcdef', expected],
      ['swordfish', expected],
      [`Bearer ${KEY}`, "It begins with 'Bearer '. Give the token alone, without that word."],
      [`"${KEY}"`, 'There are quotes around it. Give the token without them.'],
      [`'${KEY}'`, 'There are quotes around it. Give the token without them.'],
      [KEY.slice(0, 23), 'It is too short: developer keys have at least 24 characters. Copy the whole token again.'],
      [`${KEY} x`, 'It contains white space or characters that no key has. Copy the whole token again.'],
    ])('is exit 1 and no request, from the variable and from a pipe: %s', async (key, detail) => {
      const {apiBase, requests} = await serverAnswering({body: []})
      const document = {detail, error, exit_code: 1}
      expect(await failure(['memory', 'list'], {env: pointedAt(apiBase, key)})).toEqual(document)
      const login = {env: {OMI_API_BASE: apiBase}, input: key}
      expect(await failure(['auth', 'login', '--api-key'], login)).toEqual(document)
      expect(requests).toEqual([])
    })

    it.each([`${KEY}\n`, `${KEY}\r\n`, `  ${KEY}\t`, `\uFEFF${KEY}`])(
      'is another thing than white space around it: %j',
      async (key) => {
        const {apiBase, requests} = await serverAnswering({body: []})
        expect(await omi(['memory', 'list'], {env: pointedAt(apiBase, key)})).toEqual({code: 0, stderr: '', stdout: ''})
        expect(requests).toMatchObject([{headers: {authorization: `Bearer ${KEY}`}}])
      },
    )
  })

  describe('trouble with the configuration', () => {
    it('is exit 1 where the file cannot be read', async () => {
      const path = join(temporaryFolder(), 'config.toml')
      writeFileSync(path, '[profiles.default]\napi_base = oops\n')
      const document = await failure(['memory', 'list'], {env: {OMI_CONFIG: path}})
      expect(document).toMatchObject({error: 'Invalid configuration', exit_code: 1})
      expect(document.detail).toMatch(/line 2\b.*column 12\b/)
    })

    it('is exit 1 where the file cannot be written', async () => {
      const file = join(temporaryFolder(), 'file')
      writeFileSync(file, '')
      const env = {OMI_CONFIG: join(file, 'config.toml')}
      const document = await failure(['config', 'set', 'api_base', 'http://x.example'], {env})
      expect(document).toMatchObject({error: 'Cannot write configuration', exit_code: 1})
      expect(document.detail).toContain(file)
    })
  })

  describe('an answer that is an error', () => {
    const list = ['memory', 'list']
    const create = ['memory', 'create', 'x']
    const page = 'The Omi API returned an error. Try again, then check status.omi.me.'
    const fields = [
      {loc: ['body', 'content'], msg: 'String should have at most 500 characters'},
      {loc: ['body', 'tags', 0], msg: 'Input should be a valid string'},
    ]
    it.each<[ErrorDocument, Answer, string[]]>([
      [
        {error: 'Invalid request', detail: 'No such category', exit_code: 1},
        {status: 400, body: {detail: 'No such category'}},
        list,
      ],
      [
        {
          error: 'Invalid request',
          detail:
            'body.content: String should have at most 500 characters\nbody.tags.0: Input should be a valid string',
          exit_code: 1,
        },
        {status: 422, body: {detail: fields}},
        create,
      ],
      [{error: 'Request refused (409)', detail: 'Busy', exit_code: 1}, {status: 409, body: {detail: 'Busy'}}, create],
      [
        {error: 'Request refused (418)', detail: 'short and stout', exit_code: 1},
        {status: 418, body: 'short and stout'},
        list,
      ],
      [
        {
          error: 'Authentication failed',
          detail: 'Token rejected. Run omi auth login to re-authenticate.',
          exit_code: 2,
        },
        {status: 401, body: {detail: 'Invalid API Key'}},
        list,
      ],
      [
        {error: 'Paid plan required', detail: 'Upgrade first', exit_code: 2},
        {status: 402, body: {detail: 'Upgrade first'}},
        ['memory', 'delete', 'x', '-y'],
      ],
      [
        {
          error: 'Insufficient permissions',
          detail: 'Your API key does not have the required scope for this operation.',
          exit_code: 2,
        },
        {status: 403, body: {detail: 'No'}},
        list,
      ],
      [
        {error: 'Not available for this account', detail: 'Not yet', exit_code: 2},
        {status: 403, body: {detail: {code: 'developer_memory_access_not_ready', message: 'Not yet'}}},
        ['memory', 'search', 'x'],
      ],
      [
        {error: 'Memory not found: x', detail: null, exit_code: 5},
        {status: 404, body: {detail: 'Memory not found'}},
        ['memory', 'update', 'x', '--tag', 'y'],
      ],
      [
        {error: 'Memory not found: x', detail: null, exit_code: 5},
        {status: 404, body: {detail: 'Memory not found'}},
        ['memory', 'get', 'x'],
      ],
      [{error: 'Not found', detail: 'Not Found', exit_code: 5}, {status: 404, body: {detail: 'Not Found'}}, list],
      [{error: 'Server error (500)', detail: page, exit_code: 3}, {status: 500, body: {detail: 'Oh dear'}}, list],
      [
        {error: 'Server error (502)', detail: page, exit_code: 3},
        {status: 502, body: '<html>Bad gateway</html>'},
        create,
      ],
      [
        {error: 'Rate limited: dev:memories (120/hr)', detail: 'Slow down and retry shortly.', exit_code: 4},
        {status: 429},
        create,
      ],
      [
        {
          error: 'Rate limited: dev:memories_read (120/hr)',
          detail: 'Retry in 61s. Slow down and retry shortly.',
          exit_code: 4,
        },
        {status: 429, headers: {'retry-after': '61'}},
        list,
      ],
    ])('says what it means: %j', async (document, answer, args) => {
      const {apiBase} = await serverAnswering(answer)
      const env = {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'}
      expect(await failure(args, {env})).toMatchObject(document)
    })

    it('is told to scripts with what the server said, and to people with -v', async () => {
      const {apiBase} = await serverAnswering({
        status: 401,
        body: {detail: 'Revoked'},
        headers: {'x-request-id': 'r-1'},
      })
      const env = pointedAt(apiBase)
      expect(await failure(list, {env})).toMatchObject({request_id: 'r-1', server_detail: 'Revoked', status: 401})
      const {stderr} = await omi(['-v', ...list], {env})
      expect(stderr.split('\n').slice(1)).toEqual([
        '[debug] server: Revoked',
        '✗ Authentication failed',
        '  Token rejected. Run omi auth login to re-authenticate.',
        '',
      ])
    })

    it('names the scope that a key lacks', async () => {
      const sandbox = await sandboxForTest()
      const document = await failure(create, {env: pointedAt(sandbox.apiBase, sandbox.readOnlyKey)})
      expect(document).toMatchObject({
        error: 'Insufficient permissions',
        detail: 'Your API key does not have the required scope for this operation.\nRequired scope: memories:write',
        exit_code: 2,
        scope: 'memories:write',
        status: 403,
      })
    })
  })

  it('says without a credential how to get one, word for word', async () => {
    expect(await omi(['memory', 'list'])).toEqual({
      code: 2,
      stderr:
        '✗ Not authenticated\n  Run `omi auth login` and paste your dev API key. (See `omi auth login --help`.)\n',
      stdout: '',
    })
  })
})
