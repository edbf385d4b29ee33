import {expect, it} from 'vitest'

import {omi, omiOnTerminal} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'

it('creates a memory and lists it', async () => {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const created = await omi(['--json', 'memory', 'create', 'Prefers async over sync'], {env})
  expect(created).toMatchObject({code: 0, stderr: ''})
  const listed = await omi(['--json', 'memory', 'list'], {env})
  expect(JSON.parse(listed.stdout)).toEqual([JSON.parse(created.stdout)])
})

it('shows a list as a table on a terminal', async () => {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  await omi(['memory', 'create', 'Prefers async over sync'], {env})
  const {code, screen} = await omiOnTerminal(['--no-color', 'memory', 'list'], {env})
  expect(code).toBe(0)
  expect(screen).toMatch(/^ID +CATEGORY +TAGS +CONTENT\n[\da-f]{8} +\w+ +Prefers async over sync\n$/)
})
