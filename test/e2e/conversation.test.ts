import {describe, expect, it} from 'vitest'

import {type Conversation} from '../../src/lib/contract/schema.js'
import {pointedAt, type Sandbox, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const environmentFor = (sandbox: Sandbox) => pointedAt(sandbox.apiBase, sandbox.apiKey)

const queryOf = (sandbox: Sandbox) => Object.fromEntries(new URLSearchParams(sandbox.requests[0]?.query))

/** A conversation with everything in it, and things that a terminal should not act upon. */
const conversation = {
  id: 'c1',
  created_at: '2026-11-01T10:30:00Z',
  started_at: '2026-11-01T10:00:00Z',
  finished_at: '2026-11-01T10:25:00Z',
  structured: {
    title: 'The \u001B[31mgarden\u202E',
    overview: 'We will plant beans.\tAnd more. '.repeat(5),
    emoji: '🌱',
    category: 'a category of tomorrow',
    action_items: [
      {description: 'Buy beans', completed: false, due_at: '2030-01-01T12:00:00Z'},
      {description: 'Dig', completed: true},
    ],
    events: [{title: 'Planting', start: '2026-11-07T09:00:00Z', duration: 90, description: 'Bring gloves'}],
  },
  folder_id: 'f1',
  transcript_segments: [
    {
      text: 'Shall we plant the garden beds this weekend, or is it too late for that?',
      speaker_id: 0,
      start: 12,
      end: 15,
    },
    {text: 'Ask Ben.', speaker_id: 1, speaker_name: 'Ana', start: 3723.4, end: 3725},
  ],
}

describe('conversation', () => {
  describe('list', () => {
    it('sends the defaults and nothing that was not given', async () => {
      const sandbox = await sandboxForTest()
      const {stdout} = await omi(['--json', 'conversation', 'list'], {env: environmentFor(sandbox)})
      expect(stdout).toBe('[]\n')
      expect(queryOf(sandbox)).toEqual({limit: '25', offset: '0'})
    })

    it('sends what was given', async () => {
      const sandbox = await sandboxForTest()
      const flags =
        '--limit 200 --offset 3 --start-date 2026-11-01 --end-date 2026-11-23T10:00Z --categories work,family ' +
        '--folder-id f/1 --not-starred --include-transcript'
      const {code} = await omi(['conversation', 'list', ...flags.split(' ')], {env: environmentFor(sandbox)})
      expect(code).toBe(0)
      expect(queryOf(sandbox)).toEqual({
        categories: 'work,family',
        end_date: '2026-11-23T10:00:00.000Z',
        folder_id: 'f/1',
        include_transcript: 'true',
        // As many as one page with transcripts has.
        limit: '25',
        offset: '3',
        starred: 'false',
        start_date: '2026-11-01T00:00:00.000+00:00',
      })
    })

    it.each([
      [['--starred', '--not-starred'], '✗ Invalid value: flags that do not go together'],
      [['--limit', '201'], '✗ Invalid value: --limit 201\n  Expected a whole number, 1 to 200.'],
      [
        ['--categories', 'work,wrok'],
        '✗ Invalid value: --categories wrok\n  Did you mean work? Expected one or more of: ',
      ],
      [['--start-date', '2026-02-30'], '✗ Invalid value: --start-date 2026-02-30'],
      [['--folder-id', ''], '✗ Invalid value: --folder-id'],
    ])('refuses %j without a request', async (flags, problem) => {
      const sandbox = await sandboxForTest()
      const run = await omi(['conversation', 'list', ...flags], {env: environmentFor(sandbox)})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(run.stderr).toContain(problem)
      expect(sandbox.requests).toEqual([])
    })

    it('prints every conversation once with --all, a line with eleven columns for each', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const env = environmentFor(sandbox)
      const {stdout} = await omi(['conversation', 'list', '--all', '--limit', '10'], {env})
      const lines = stdout.split('\n').slice(0, -1)
      const all = JSON.parse((await omi(['--json', 'conversation', 'list', '--all'], {env})).stdout) as Conversation[]
      expect(all.length).toBeGreaterThan(50)
      expect(lines.map((line) => line.split('\t')[0])).toEqual(all.map(({id}) => id))
      expect(new Set(lines.map((line) => line.split('\t').length))).toEqual(new Set([11]))
    })

    it('says on a terminal how to add one when there is none', async () => {
      const sandbox = await sandboxForTest()
      const {screen} = await omiAtTerminal(['conversation', 'list'], {env: environmentFor(sandbox)})
      expect(screen).toMatch(/^No conversations here\. Add one:\nomi conversation create --text .*\n$/)
    })
  })

  describe('get', () => {
    it('shows a page on a terminal, wrapped to it', async () => {
      const {apiBase} = await serverAnswering({body: conversation})
      const args = ['--no-color', 'conversation', 'get', 'c1', '--include-transcript']
      const {screen} = await omiAtTerminal(args, {env: {...pointedAt(apiBase), TZ: 'Europe/Vienna'}})
      expect(screen).toContain(String.raw`🌱 The \x1b[31mgarden\u202e`)
      expect(screen).toMatch(/^started +2026-11-01 11:00 \(.* ago\)$/m)
      expect(screen).toMatch(/^finished +2026-11-01 11:25$/m)
      expect(screen).toMatch(/^category +a category of tomorrow$/m)
      expect(screen).toMatch(/^ {2}open {2}Buy beans, due 2030-01-01 13:00 \(in .*\)\n {2}done {2}Dig$/m)
      expect(screen).toMatch(/^ {2}2026-11-07 10:00 {2}Planting, 90 min: Bring gloves$/m)
      expect(screen).toMatch(
        /^ {4}00:12 {2}Speaker 0 {2}Shall we plant .*\n {22}.*that\?\n {2}1:02:03 {2}Ana {8}Ask Ben\.$/m,
      )
      expect(Math.max(...screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    })

    it('survives what a server leaves out or gets wrong', async () => {
      const odd = {
        id: 'c1',
        structured: {action_items: 'none', events: [null]},
        transcript_segments: [null, {start: 'x'}],
      }
      const {apiBase} = await serverAnswering({body: {id: 'c1'}}, {body: odd})
      const env = pointedAt(apiBase)
      const bare = await omiAtTerminal(['--no-color', 'conversation', 'get', 'c1'], {env})
      expect(bare).toEqual({code: 0, screen: '(no title)\nid  c1\n'})
      expect(await omiAtTerminal(['conversation', 'get', 'c1'], {env})).toMatchObject({code: 0})
      expect(await omi(['conversation', 'get', 'c1'], {env})).toMatchObject({code: 0, stderr: ''})
    })

    it('is one line on a pipe, the transcript in its last column when asked for', async () => {
      const {apiBase, requests} = await serverAnswering({body: conversation})
      const env = pointedAt(apiBase)
      const {stdout} = await omi(['conversation', 'get', 'c1', '--include-transcript'], {env})
      const columns = stdout.trimEnd().split('\t')
      expect(columns.slice(0, 4)).toEqual([
        'c1',
        '2026-11-01T10:00:00Z',
        'a category of tomorrow',
        String.raw`The \x1b[31mgarden\u202e`,
      ])
      expect(columns[10]).toMatch(/^00:12 {2}Speaker 0 {2}Shall .*that\?\\n1:02:03 {2}Ana {2}Ask Ben\.$/)
      await omi(['conversation', 'get', 'a/b ü?'], {env})
      expect(requests.map(({url}) => url)).toEqual([
        '/v1/dev/user/conversations/c1?include_transcript=true',
        '/v1/dev/user/conversations/a%2Fb%20%C3%BC%3F',
      ])
    })

    it('says so for one that is locked, one that is not there, and an id that is none', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const env = environmentFor(sandbox)
      // The server shows a locked one to nobody, and says so only to who would change it.
      expect(await omi(['conversation', 'get', 'locked-conversation'], {env})).toMatchObject({
        code: 5,
        stderr: '✗ Conversation not found: locked-conversation\n',
        stdout: '',
      })
      expect(await omi(['conversation', 'update', 'locked-conversation', '--title', 'x'], {env})).toMatchObject({
        code: 2,
        stderr: '✗ Paid plan required\n  A paid plan is required to access this conversation.\n',
        stdout: '',
      })
      expect(await omi(['conversation', 'get', 'nope'], {env})).toMatchObject({
        code: 5,
        stderr: '✗ Conversation not found: nope\n',
      })
      const {length} = sandbox.requests
      expect(await omi(['conversation', 'get', '..'], {env})).toMatchObject({code: 1})
      expect(sandbox.requests).toHaveLength(length)
    })
  })

  describe('update and delete', () => {
    it('sends what is to change and shows what became of it', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const env = environmentFor(sandbox)
      const update = (...flags: string[]) => omi(['conversation', 'update', 'discarded-conversation', ...flags], {env})
      const titled = await update('--title', 'The garden')
      expect(titled).toMatchObject({code: 0, stderr: '✓ Conversation updated.\n'})
      expect(titled.stdout.split('\t')[3]).toBe('The garden')
      expect(sandbox.requests.at(-1)?.body).toEqual({title: 'The garden'})
      await update('--no-discarded')
      expect(sandbox.requests.at(-1)?.body).toEqual({discarded: false})
      await update('--discarded', '--title', 'x')
      expect(sandbox.requests.at(-1)?.body).toEqual({discarded: true, title: 'x'})
    })

    it('refuses to change nothing, and titles that are empty or too long', async () => {
      const sandbox = await sandboxForTest()
      const env = environmentFor(sandbox)
      const update = async (...flags: string[]) => (await omi(['conversation', 'update', 'c1', ...flags], {env})).stderr
      expect(await update()).toBe('✗ No fields to update\n  Give at least one of --title, --discarded.\n')
      expect(await update('--title', '')).toBe('✗ Invalid value: --title\n  It is empty.\n')
      expect(await update('--title', '🌱'.repeat(501))).toBe(
        '✗ Invalid value: --title\n  It has 501 characters; at most 500 are allowed.\n',
      )
      expect(sandbox.requests).toEqual([])
    })

    it('deletes one, several, and those on stdin', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const env = environmentFor(sandbox)
      const [a = '', b = '', c = ''] = (await omi(['conversation', 'list'], {env})).stdout
        .split('\n')
        .map((line) => line.split('\t')[0] ?? '')
      expect((await omi(['conversation', 'delete', a], {env})).code).toBe(1)
      expect(await omi(['--json', 'conversation', 'delete', a, '-y'], {env})).toMatchObject({
        stdout: '{"success":true}\n',
      })
      const several = await omi(['--json', 'conversation', 'delete', '-', '--yes'], {
        env,
        input: `${b}\n\nnope\n${c}\n`,
      })
      expect(several.code).toBe(5)
      expect(JSON.parse(several.stdout)).toMatchObject([
        {id: b, ok: true},
        {id: 'nope', ok: false},
        {id: c, ok: true},
      ])
    })
  })
})
