const {runCommand, startSandbox} = require('@omi-dev/cli/test')
const assert = require('node:assert/strict')
const {join} = require('node:path')
const {test} = require('node:test')

const plugin = join(__dirname, '..')

test('shows one of the memories', async () => {
  const sandbox = await startSandbox({seedData: true})
  const {exitCode, stdout} = await runCommand(['random-memory'], {plugin, sandbox})
  await sandbox.close()
  assert.equal(exitCode, 0)
  assert.match(stdout, /^.+\n$/)
})

test('is exit 5 where there are none', async () => {
  const sandbox = await startSandbox()
  const {exitCode, stderr} = await runCommand(['--json', 'random-memory'], {plugin, sandbox})
  await sandbox.close()
  assert.equal(exitCode, 5)
  assert.equal(JSON.parse(stderr).error, 'No memories yet')
})
