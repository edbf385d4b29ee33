import {expect, it} from 'vitest'

import {exampleForTest, runTool} from '../support/examples.js'
import {omi} from '../support/omi.js'
import {linked} from '../support/plugins.js'
import {pointedAt, sandboxForTest} from '../support/server.js'

/** The example in CommonJS needs neither a build nor the network. The others: npm run test:plugins. */
it('plugin-random-memory works once it is linked, and passes its own tests', async () => {
  const folder = exampleForTest('plugin-random-memory')
  const {home, run} = await linked(folder)
  expect(run).toMatchObject({code: 0, stderr: '✓ omi-plugin-random-memory linked.\n'})
  const sandbox = await sandboxForTest({seedData: true})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const {stderr, stdout} = await omi(['--json', 'random-memory'], {env, home})
  expect(JSON.parse(stdout)).toMatchObject({content: expect.any(String)})
  expect(stderr).toBe('')
  await runTool(folder, '--test')
}, 60_000)
