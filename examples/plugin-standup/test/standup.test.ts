import {runCommand, type Sandbox, startSandbox} from '@omi-dev/cli/test'
import {fileURLToPath} from 'node:url'
import {afterEach, beforeEach, expect, it} from 'vitest'

import {dayOf} from '../src/days.js'

const plugin = fileURLToPath(new URL('..', import.meta.url))

let sandbox: Sandbox
/** The day of the conversation in the sandbox: today, unless midnight has passed since. */
let day: string

beforeEach(async () => {
  sandbox = await startSandbox()
  await request('POST', '/v1/dev/user/conversations', {text: 'We agreed to ship on Friday, and who writes the notes.'})
  await request('POST', '/v1/dev/user/action-items', {description: 'Write the notes', due_at: '2026-11-25T12:00:00Z'})
  await request('POST', '/v1/dev/user/action-items', {completed: true, description: 'Book the room'})
  const [conversation] = (await request('GET', '/v1/dev/user/conversations')) as Array<{created_at: string}>
  day = dayOf(new Date(conversation?.created_at ?? ''))
})

afterEach(() => sandbox.close())

async function request(method: string, path: string, body?: object): Promise<unknown> {
  const headers = {authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json'}
  const response = await fetch(sandbox.apiBase + path, {body: body && JSON.stringify(body), headers, method})
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

it('tells what was talked about that day and what is still to do', async () => {
  const run = await runCommand(['standup', '--date', day, '--markdown'], {plugin, sandbox})
  expect(run).toMatchObject({exitCode: 0, stderr: ''})
  const [talks, todo] = run.stdout.split('\n\n## Still to do\n\n')
  expect(talks).toMatch(new RegExp(`^## Talked about on ${day}\n\n- (?!nothing)`))
  expect(todo).toBe('- Write the notes (due 2026-11-25)\n')
})

it('leaves out other days', async () => {
  const {stdout} = await runCommand(['standup', '--date', '2020-02-29'], {plugin, sandbox})
  expect(stdout).toBe('Talked about on 2020-02-29\n  • nothing\n\nStill to do\n  • Write the notes (due 2026-11-25)\n')
})

it('answers in JSON', async () => {
  const {stdout} = await runCommand(['--json', 'standup', '--date', day], {plugin, sandbox})
  expect(JSON.parse(stdout)).toEqual({
    conversations: [expect.objectContaining({id: expect.any(String)})],
    day,
    open_action_items: [expect.objectContaining({description: 'Write the notes'})],
  })
})

it('keeps the exit codes of omi', async () => {
  expect(await runCommand(['standup'], {plugin})).toMatchObject({exitCode: 2, stdout: ''})
  expect(await runCommand(['standup', '--markdwon'], {plugin, sandbox})).toMatchObject({
    exitCode: 1,
    stderr: '✗ No such option: --markdwon\n  Did you mean --markdown?\n',
  })
})
