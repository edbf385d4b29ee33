import {runCommand, startSandbox} from '@omi-dev/cli/test'
import {fileURLToPath} from 'node:url'
import {expect, it} from 'vitest'

const plugin = fileURLToPath(new URL('..', import.meta.url))

it('shows some memories', async () => {
  const sandbox = await startSandbox({seedData: true})
  const {exitCode, stdout} = await runCommand(['--json', 'hello', '--limit', '2'], {plugin, sandbox})
  await sandbox.close()
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toHaveLength(2)
})
