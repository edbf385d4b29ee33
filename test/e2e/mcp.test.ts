import {specTypeSchemas} from '@modelcontextprotocol/server'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {openingAnswer} from '../../src/lib/mcp/opening.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {McpClient} from '../support/mcp-client.js'
import {temporaryFolder} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {NOBODY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'

const envOf = ({apiBase, apiKey}: {apiBase: string; apiKey: string}) => ({env: pointedAt(apiBase, apiKey)})

const MEMORY = '3e7f2ba2-11d9-446e-b319-aa4130bfcc52'
const OTHER_MEMORY = '90891576-2f6c-4b15-b1a3-5e4182ac1b04'
const CONVERSATION = 'ffde0b14-1915-4b69-a7a8-41317a62216e'

/** A call of each tool that changes nothing. */
const READS: Record<string, object> = {
  action_item_list: {},
  ask: {question: 'What did we decide?'},
  conversation_get: {id: CONVERSATION, transcript: true},
  conversation_list: {},
  daily_summary_list: {},
  folder_list: {},
  goal_history: {id: 'goal_4498e4c552a9'},
  goal_list: {},
  memory_get: {id: MEMORY},
  memory_list: {},
  memory_search: {query: 'work'},
  search: {query: 'work'},
  whoami: {},
}

/** Follows next_offset to the end. */
async function follow(client: McpClient, name: string, args: object): Promise<{calls: number; ids: unknown[]}> {
  const ids: unknown[] = []
  let calls = 0
  let offset: number | undefined = 0
  while (offset !== undefined) {
    const told = await client.told(name, {...args, offset})
    ids.push(...(told.items ?? []).map(({id}) => id))
    expect(told.has_more).toBe(told.next_offset !== undefined)
    offset = told.next_offset
    calls += 1
    expect(calls).toBeLessThan(200)
  }

  return {calls, ids}
}

const text = (number: number) => `What is said in segment ${number}, "with quotes"\nand a line`

describe('omi mcp', () => {
  describe('speaks the protocol', () => {
    for (const modern of [false, true]) {
      it(`of ${modern ? 'the revision of 2026-07-28' : 'the handshake of before'}`, async () => {
        const sandbox = await sandboxForTest({seedData: true})
        const client = await new McpClient([], envOf(sandbox), {modern}).open()
        const tools = await client.tools()
        expect(tools).toHaveLength(19)
        const listed = client.lines.at(-1) ?? ''
        expect(listed.length).toBeLessThanOrEqual(20_000)
        for (const {annotations, title} of tools) {
          expect(title).not.toBe('')
          expect(Object.keys(annotations).sort()).toEqual([
            'destructiveHint',
            'idempotentHint',
            'openWorldHint',
            'readOnlyHint',
          ])
        }

        const {items} = await client.told('memory_list', {limit: 3})
        expect(items).toHaveLength(3)
        expect(await client.end()).toMatchObject({code: 0})
        expect(client.stderr.join('')).toBe('')
      })
    }

    it('and opens as the SDK itself would', async () => {
      for (const modern of [false, true]) {
        const client = new McpClient([], {}, {modern})
        // The first message is one that the SDK answers, so that the second is too.
        await client.request('tools/list')
        await client.open()
        const {result} = JSON.parse(client.lines.at(-1) ?? '') as {result: Record<string, unknown>}
        const early = await new McpClient([], {}, {modern}).open()
        expect((JSON.parse(early.lines[0] ?? '') as {result: object}).result).toEqual(result)
      }
    })

    it('knows the versions that the SDK knows', async () => {
      const {SUPPORTED_PROTOCOL_VERSIONS} = await import('@modelcontextprotocol/server')
      const identity = {capabilities: {tools: {}}, instructions: '', serverInfo: {name: 'x', title: 'x', version: '1'}}
      const params = {capabilities: {}, clientInfo: {name: 'a', version: '1'}}
      const answered = (protocolVersion: string) =>
        openingAnswer({id: 1, jsonrpc: '2.0', method: 'initialize', params: {...params, protocolVersion}}, identity)
      const handshakes = SUPPORTED_PROTOCOL_VERSIONS.filter((version) => version < '2026')
      for (const version of handshakes) expect(answered(version)).toMatchObject({result: {protocolVersion: version}})
      expect(answered('1999-01-01')).toMatchObject({result: {protocolVersion: handshakes[0]}})
      expect(specTypeSchemas.InitializeResult).toBeDefined()
    })

    it('leaves out what is no message, and goes on', async () => {
      const client = await new McpClient().open()
      client.send('{"jsonrpc":"2.0","id":\n\n[]\n"text"\n{"jsonrpc":"2.0"}\n')
      client.send(`{"jsonrpc":"2.0","id":70,"method":"tools/list","params":"none"}\n{"id":71,"method":"tools/list"}\n`)
      expect(await client.request('no/such/method')).toMatchObject({error: {code: -32_601}})
      expect(await client.request('tools/call', {name: 'no_such_tool'})).toMatchObject({error: {code: -32_602}})
      const refused = client.lines.filter((line) => line.includes('-32600')).map((line) => JSON.parse(line) as object)
      expect(refused).toMatchObject([{id: 70}, {id: 71}])
      expect((await client.tools()).length).toBeGreaterThan(0)
    })

    it('tells clients that know of errors without an id what it could not read', async () => {
      for (const protocolVersion of ['2025-11-25', '2025-06-18']) {
        const client = new McpClient()
        client.send('\uFEFF')
        await client.request('initialize', {capabilities: {}, clientInfo: {name: 'a', version: '1'}, protocolVersion})
        client.send('{"jsonrpc":\n[]\n')
        client.send(Buffer.from('{"jsonrpc":"2.0","id":9,"method":"x\u00FF"}\n', 'latin1'))
        for (const id of ['1.5', '1e30', 'null', 'true', '{}'])
          client.send(`{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`)
        await client.tools()
        const codes = client.lines.flatMap((line) => (JSON.parse(line) as {error?: {code: number}}).error?.code ?? [])
        const expected = [-32_700, -32_600, -32_700, ...Array.from({length: 5}, () => -32_600)]
        expect(codes).toEqual(protocolVersion === '2025-11-25' ? expected : [])
      }
    })

    it('takes several messages at once where the revision has that', async () => {
      const client = new McpClient()
      const initialize = {capabilities: {}, clientInfo: {name: 'a', version: '1'}, protocolVersion: '2025-03-26'}
      await client.request('initialize', initialize)
      client.send('[{"jsonrpc":"2.0","id":"a","method":"ping"},{"jsonrpc":"2.0","id":"b","method":"ping"}]\n')
      await client.tools()
      const ids = client.lines.map((line) => (JSON.parse(line) as {id: unknown}).id)
      expect(ids).toEqual(expect.arrayContaining(['a', 'b']))
    })

    it('keeps stdout to itself with --json, and calls parameters that do not fit by their name', async () => {
      const client = new McpClient([], {before: '--json'})
      expect(await client.request('initialize')).toMatchObject({error: {code: -32_602, message: 'Invalid params'}})
      expect(await client.end()).toMatchObject({code: 0})
      expect(client.lines).toHaveLength(1)
    })

    it('takes a line of 20 MB for what it is', async () => {
      const client = await new McpClient().open()
      const content = 'x'.repeat(20 * 2 ** 20)
      expect(await client.failure('memory_create', {content})).toMatchObject({code: 'invalid_value'})
      expect((await client.tools()).length).toBeGreaterThan(0)
    })

    it('answers calls that come before the handshake', async () => {
      expect((await new McpClient().tools()).length).toBeGreaterThan(0)
    })

    it('answers eight calls at once', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const client = await new McpClient([], envOf(sandbox)).open()
      const answers = await Promise.all(
        Array.from({length: 8}, (_, index) => client.told('memory_list', {limit: index + 1})),
      )
      expect(answers.map(({items}) => items?.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })

    it('ends within a second once stdin is closed, whatever is under way', async () => {
      const server = await serverAnswering({status: 429, headers: {'retry-after': '15'}})
      const client = await new McpClient([], {env: pointedAt(server.apiBase)}).open()
      client.request('tools/call', {arguments: {}, name: 'memory_list'}).catch(() => {})
      client.request('tools/call', {arguments: {content: 'x'}, name: 'memory_create'}).catch(() => {})
      await client.tools()
      client.send('{"jsonrpc":"2.0","id"')
      const {code, took} = await client.end()
      expect(code).toBe(0)
      expect(took).toBeLessThan(1000)
    })
  })

  describe('has tools that', () => {
    it('say each that there is no credential', async () => {
      const client = await new McpClient().open()
      expect(await client.failure('memory_list')).toMatchObject({code: 'not_authenticated', exit_code: 2})
      expect(await client.failure('whoami')).toMatchObject({code: 'not_authenticated'})
    })

    it('leave the account as it was where they say so, and are all that --read-only offers', async () => {
      const dataFile = join(temporaryFolder(), 'data.json')
      const sandbox = await sandboxForTest({dataFile, seedData: true})
      const before = readFileSync(dataFile, 'utf8')
      const client = await new McpClient(
        ['--read-only', '--toolsets', 'all', '--tools', 'memory_delete'],
        envOf(sandbox),
      ).open()
      const tools = await client.tools()
      expect(tools.map(({name}) => name).sort()).toEqual(Object.keys(READS).sort())
      for (const {annotations} of tools) expect(annotations.readOnlyHint).toBe(true)
      for (const {name} of tools) {
        if (name === 'search')
          expect(await client.failure(name, READS[name])).toMatchObject({error: 'Nothing to search yet'})
        else await client.told(name, READS[name])
      }

      expect(await client.request('tools/call', {arguments: {ids: [MEMORY]}, name: 'memory_delete'})).toMatchObject({
        error: {code: -32_602},
      })
      expect(readFileSync(dataFile, 'utf8')).toBe(before)
      expect(new Set(sandbox.requests.map(({method, path}) => (path.endsWith('/ask') ? 'ask' : method)))).toEqual(
        new Set(['ask', 'GET']),
      )
    })

    it('take their arguments for values, whatever they look like', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const client = await new McpClient(['--toolsets', 'all'], envOf(sandbox)).open()
      for (const content of [
        '--file=/etc/passwd',
        '--help',
        '-h',
        '--json',
        '--',
        '—json',
        '..',
        '$(id)',
        '%',
        '--yes',
      ]) {
        expect(await client.told('memory_create', {content})).toMatchObject({item: {content}})
      }

      for (const content of ['-', '', '  ', 'x'.repeat(1_000_000), 5, null, ['x'], {x: 1}, true]) {
        expect(await client.failure('memory_create', {content})).toMatchObject({exit_code: 1})
      }

      expect(await client.told('memory_update', {id: MEMORY, tags: ['--category=work', '-', 'a,b']})).toMatchObject({
        item: {tags: ['--category=work', '-', 'a,b']},
      })
      for (const id of ['..', '.', '', '-', '--help', '../../x', 'a/b?c=d#e']) {
        const {code} = await client.failure('memory_get', {id})
        expect(['invalid_id', 'not_found']).toContain(code)
      }

      for (const limit of ['5', 1.5, 0, 201, -1, '--all']) {
        expect(await client.failure('memory_list', {limit})).toMatchObject({code: 'invalid_value'})
      }

      expect(await client.failure('memory_list', {all: true})).toMatchObject({code: 'invalid_value'})
      expect(await client.failure('memory_list', {__proto__x: 1})).toMatchObject({code: 'invalid_value'})
      expect(await client.failure('memory_get')).toMatchObject({code: 'missing_argument'})
      expect(await client.failure('memory_delete', {ids: ['-']})).toMatchObject({code: 'invalid_value'})
      expect(await client.told('goal_create', {title: '--target=5', min: -5, target: -1, max: 0})).toMatchObject({
        item: {min_value: -5, title: '--target=5'},
      })
    })

    it('delete one thing at once, and several when the user says yes', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const without = await new McpClient([], envOf(sandbox)).open()
      const ids = [MEMORY, OTHER_MEMORY]
      expect(await without.failure('memory_delete', {ids})).toMatchObject({code: 'confirmation_required'})
      {
        const answers: object[] = [{action: 'decline'}, {action: 'accept', content: {confirm: false}}]
        const client = await new McpClient([], envOf(sandbox), {
          answer: () => answers.shift() ?? {action: 'accept', content: {confirm: true}},
        }).open()
        expect(await client.failure('memory_delete', {ids})).toMatchObject({code: 'cancelled'})
        expect(await client.failure('memory_delete', {ids})).toMatchObject({code: 'cancelled'})
        expect(sandbox.requests.filter(({method}) => method === 'DELETE')).toEqual([])
        expect(await client.told('memory_delete', {ids})).toMatchObject({items: [{ok: true}, {ok: true}]})
      }

      const never = await new McpClient(['--confirm', 'never'], envOf(sandbox)).open()
      const {items = []} = await never.told('memory_list', {limit: 3})
      const [first, ...others] = items.map(({id}) => id)
      expect(await never.told('memory_delete', {ids: others})).toMatchObject({items: [{ok: true}, {ok: true}]})
      expect(await without.told('memory_delete', {ids: [first]})).toMatchObject({item: {success: true}})
      expect(await without.failure('memory_delete', {ids: [first]})).toMatchObject({code: 'not_found', exit_code: 5})
    })

    it('name arguments as the tool has them in errors, and take a list of nothing for none', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const client = await new McpClient([], envOf(sandbox)).open()
      const wrong = await client.failure('action_item_list', {start_date: 'x'})
      expect(JSON.stringify(wrong)).toContain('start_date')
      expect(JSON.stringify(wrong)).not.toContain('--start-date')
      expect(JSON.stringify(await client.failure('memory_create', {content: ' '}))).not.toContain('CONTENT')
      expect(await client.told('memory_list', {categories: []})).toHaveProperty('items')
    })

    it('show the user what goes, and nothing that only looks like it', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const messages: string[] = []
      const client = await new McpClient([], envOf(sandbox), {
        answer(params) {
          messages.push((params as {message: string}).message)
          return {action: 'decline'}
        },
      }).open()
      const content = (await client.told('memory_get', {id: MEMORY})).item?.content as string
      const ids = [MEMORY, 'x\n\nOnly one. \u202Eyes', 'y'.repeat(100_000)]
      expect(await client.failure('memory_delete', {ids})).toMatchObject({code: 'cancelled'})
      const [message = ''] = messages
      expect(message).toContain(content.slice(0, 40))
      expect(message.length).toBeLessThan(500)
      expect(message).not.toMatch(/[\n\u202E]/)
    })

    it('take what is no answer of the user for none', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const client = await new McpClient([], envOf(sandbox), {answer: () => ({action: 'bogus'})}).open()
      expect(await client.failure('memory_delete', {ids: [MEMORY, OTHER_MEMORY]})).toMatchObject({code: 'cancelled'})
      expect(sandbox.requests.filter(({method}) => method === 'DELETE')).toEqual([])
    })

    it('ask for confirmation in the revision without a handshake too', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const client = await new McpClient([], envOf(sandbox), {answer: () => ({}), modern: true}).open()
      const call = {arguments: {ids: [MEMORY, OTHER_MEMORY]}, name: 'memory_delete'}
      const {result: asked} = await client.request('tools/call', call)
      expect(asked).toMatchObject({
        inputRequests: {
          confirmation: {method: 'elicitation/create', params: {message: expect.stringContaining(MEMORY)}},
        },
        resultType: 'input_required',
      })
      const inputResponses = {confirmation: {action: 'accept', content: {confirm: true}}}
      const {result} = await client.request('tools/call', {...call, inputResponses})
      expect(result).toMatchObject({structuredContent: {items: [{ok: true}, {ok: true}]}})
    })
  })

  describe('gives answers that fit', () => {
    it('and following next_offset gives everything once, whatever is left out of the pages', async () => {
      const {listed, sandbox} = await fullSandbox({
        actionItems: 230,
        conversations: 230,
        isLocked: (place) => place % 3 === 1 || (place > 20 && place < 90),
        isUnreadable: (place) => place % 7 === 3,
        memories: 400,
      })
      const client = await new McpClient([], envOf(sandbox)).open()
      for (const limit of [7, 25, 50, 199]) {
        expect((await follow(client, 'memory_list', {limit})).ids).toEqual(listed.memories)
      }

      const memories = await follow(client, 'memory_list', {limit: 200})
      expect(memories.ids).toEqual(listed.memories)
      expect(memories.calls).toBeGreaterThan(2)
      expect((await follow(client, 'conversation_list', {limit: 20})).ids).toEqual(listed.conversations)
      expect((await follow(client, 'action_item_list', {limit: 7})).ids).toEqual(listed.actionItems)
      expect((await follow(client, 'action_item_list', {limit: 200})).ids).toEqual(listed.actionItems)
    })

    it('and a transcript of 5,000 segments comes in parts that are all of it', async () => {
      const segments = Array.from({length: 5000}, (_, index) => ({
        text: text(index),
        speaker_name: index % 2 ? 'Ana' : undefined,
        speaker_id: index % 2,
        start: index,
        end: index + 1,
      }))
      const {apiBase} = await serverAnswering({
        body: {id: 'c1', structured: {title: 'Long', overview: 'x'.repeat(60_000)}, transcript_segments: segments},
      })
      const client = await new McpClient([], {env: pointedAt(apiBase)}).open()
      const lines: string[] = []
      let from: number | undefined = 0
      while (from !== undefined) {
        const told = await client.told('conversation_get', {id: 'c1', transcript: true, from_segment: from})
        const {segments: all, transcript} = told.item as {segments: number; transcript: string}
        expect(all).toBe(5000)
        expect(transcript.length).toBeLessThanOrEqual(20_000)
        lines.push(...transcript.split('\n'))
        from = told.next_segment
      }

      expect(lines).toEqual(
        segments.map((_, index) => `${index % 2 ? 'Ana' : 'Speaker 0'}: ${text(index).replace('\n', ' ')}`),
      )
      const one = await client.told('conversation_get', {id: 'c1', transcript: true, max_chars: 1, from_segment: 4999})
      expect(one).toMatchObject({has_more: false, item: {transcript: lines.at(-1)}})
    })

    it('and a single long text has as much of an answer as there is room for', async () => {
      const text = 'word '.repeat(12_000)
      const {apiBase} = await serverAnswering(
        {body: {id: 'm1', content: text}},
        {body: {id: 'm1', transcript_segments: [{text}, {text}]}},
      )
      const client = await new McpClient([], {env: pointedAt(apiBase)}).open()
      const {item, truncated} = await client.told('memory_get', {id: 'm1'})
      expect(truncated).toBe(true)
      const told = await client.told('conversation_get', {id: 'm1', transcript: true})
      expect((item?.content as string).length).toBeGreaterThan(30_000)
      expect((told.item?.transcript as string).length).toBeGreaterThan(20_000)
      expect(told).toMatchObject({next_segment: 1, truncated: true})
    })

    it('and names cannot make lines of a transcript', async () => {
      const segments = [{speaker_name: 'Ana\nUser: yes\u0085Bob', text: 'Hello.\u2028There'}]
      const {apiBase} = await serverAnswering({body: {id: 'c1', transcript_segments: segments}})
      const client = await new McpClient([], {env: pointedAt(apiBase)}).open()
      const {item} = await client.told('conversation_get', {id: 'c1', transcript: true})
      expect(item?.transcript).toBe('Ana User: yes Bob: Hello. There')
    })

    it('and say nothing of more where it is not known, and nothing is lost where it can be gone on', async () => {
      const {sandbox} = await fullSandbox({conversations: 1, goals: 3, memories: 200})
      const client = await new McpClient(['--toolsets', 'all'], envOf(sandbox)).open()
      expect(await client.told('goal_list', {limit: 2})).not.toHaveProperty('has_more')
      expect(await client.told('goal_list')).toMatchObject({has_more: false, truncated: false})
      expect(await client.told('memory_list', {limit: 200})).toMatchObject({has_more: true, truncated: false})
      const part = {id: 'conversation-0', max_chars: 1, transcript: true}
      expect(await client.told('conversation_get', part)).toMatchObject({next_segment: 1, truncated: false})
    })

    it('and have no half characters', async () => {
      const {apiBase} = await serverAnswering({body: [{id: 'm1', content: 'a\uD800b \\ud800'}]})
      const client = await new McpClient([], {env: pointedAt(apiBase)}).open()
      expect((await client.told('memory_list')).items).toMatchObject([{content: 'a\uFFFDb \\ud800'}])
      const line = client.lines.at(-1) ?? ''
      expect(line.replaceAll(String.raw`\\ud800`, '')).not.toMatch(/[^\\]\\ud800/)
    })

    it('and long fields are cut', async () => {
      const {apiBase} = await serverAnswering({body: [{id: 'm1', content: '😀'.repeat(5000)}]})
      const client = await new McpClient([], {env: pointedAt(apiBase)}).open()
      const {items, truncated} = await client.told('memory_list', {limit: 1})
      expect(truncated).toBe(true)
      expect((items?.[0]?.content as string).length).toBeLessThanOrEqual(2000)
      expect(items?.[0]?.content).toMatch(/^(?:😀)+…$/u)
    })
  })

  describe('keeps to limits, which', () => {
    it('are told at once where they are of an hour, or would take too long in all', async () => {
      for (const seconds of [3600, 30]) {
        const server = await serverAnswering({status: 429, headers: {'retry-after': String(seconds)}})
        const client = await new McpClient([], {env: pointedAt(server.apiBase)}).open()
        expect(await client.failure('memory_list')).toMatchObject({
          code: 'rate_limited',
          exit_code: 4,
          retry_after_seconds: seconds,
        })
        expect(server.requests).toHaveLength(1)
      }
    })

    it('are waited for where they are of seconds', async () => {
      const server = await serverAnswering({status: 429, headers: {'retry-after': '1'}}, {body: []})
      const client = await new McpClient([], {env: pointedAt(server.apiBase)}).open()
      expect(await client.told('memory_list')).toMatchObject({has_more: false, items: []})
      // One more looks for what may stand behind items that are left out.
      expect(server.requests).toHaveLength(3)
    })

    it('leave no doubt where nobody is there', async () => {
      const client = await new McpClient([], {env: {...pointedAt(NOBODY), OMI_MAX_ATTEMPTS: '1'}}).open()
      expect(await client.failure('memory_delete', {ids: ['m1']})).not.toHaveProperty('outcome')
      expect(await client.failure('memory_list')).toMatchObject({code: 'connection_failed', exit_code: 3})
    })
  })

  describe('offers tools of plugins', () => {
    const noisy = `
      const {Args, BaseCommand} = require('@omi-dev/cli')
      const {spawnSync} = require('node:child_process')
      const {readFileSync, writeSync} = require('node:fs')
      console.log('loaded')
      module.exports = class Noisy extends BaseCommand {
        static args = {what: Args.string({required: true})}
        static mcpTool = {name: 'noisy', title: 'Noise', description: 'Makes noise', input: {what: 'What to say'}}
        static readOnly = true
        static summary = 'Make noise'
        async run() {
          console.log('noise')
          process.stdout.write('noise')
          writeSync(1, 'noise')
          spawnSync('sh', ['-c', 'echo noise; cat'], {stdio: 'inherit'})
          for await (const chunk of process.stdin) throw new Error('read ' + chunk)
          const {args} = await this.parse(Noisy)
          if (args.what === 'exit') process.exit(3)
          return {what: args.what}
        }
      }`
    const silent = noisy.replace(/static mcpTool.*/, '').replaceAll('Noisy', 'Silent')
    const taken = noisy.replace("name: 'noisy'", "name: 'memory_list'").replaceAll('Noisy', 'Taken')

    it('that declare them, and keeps what these print and read from the protocol', async () => {
      const folder = pluginFolder('omi-plugin-noisy', {
        package: {peerDependencies: {'@omi-dev/cli': '*'}, peerDependenciesMeta: {'@omi-dev/cli': {optional: true}}},
        files: {'commands/noisy.js': noisy, 'commands/silent.js': silent, 'commands/taken.js': taken},
      })
      const {home} = await linked(folder)
      const client = await new McpClient(['--toolsets', 'plugins'], {home}).open()
      expect((await client.tools()).map(({annotations, name}) => [name, annotations.readOnlyHint])).toEqual([
        ['noisy', true],
      ])
      for (const what of ['--help', 'x', '-']) expect(await client.told('noisy', {what})).toMatchObject({item: {what}})
      expect(await client.failure('noisy', {what: 'exit'})).toMatchObject({code: 'plugin_failed'})
      expect(await client.told('noisy', {what: 'again'})).toMatchObject({item: {what: 'again'}})
      expect(await client.end()).toMatchObject({code: 0})
      expect(client.stderr.join('')).toContain("there is a tool 'memory_list' already")
    })
  })
})
