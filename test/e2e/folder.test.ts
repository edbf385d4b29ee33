import {expect, it} from 'vitest'

import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

it('lists folders in JSON, on a pipe and on a terminal', async () => {
  const sandbox = await sandboxForTest({seedData: true})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const [folder] = JSON.parse((await omi(['--json', 'folder', 'list'], {env})).stdout) as [
    {conversation_count: number; id: string; name: string},
  ]
  expect(folder).toMatchObject({id: expect.any(String), name: expect.any(String)})
  const {stdout} = await omi(['folder', 'list'], {env})
  expect(stdout.split('\t').slice(0, 3)).toEqual([folder.id, folder.name, String(folder.conversation_count)])
  const {screen} = await omiAtTerminal(['--no-color', 'folder', 'list'], {env})
  expect(screen).toMatch(/^ID +NAME +CONVERSATIONS +DESCRIPTION\n/)
  expect(screen).toContain(`${folder.id.slice(0, 8)}  ${folder.name}`)
})

it('says on a terminal where folders come from when there is none', async () => {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  expect(await omi(['folder', 'list'], {env})).toEqual({code: 0, stderr: '', stdout: ''})
  const {screen} = await omiAtTerminal(['folder', 'list'], {env})
  expect(screen).toBe('No folders yet. They are made in the Omi app.\n')
})
