const {runCommand, startSandbox} = require('@omi-dev/cli/test')
const assert = require('node:assert/strict')
const {join} = require('node:path')
const {test} = require('node:test')

const plugin = join(__dirname, '..')

test('exports action items and goals as one outline', async () => {
  const sandbox = await startSandbox({seedData: true})
  const run = await runCommand(['export', 'all', '--format', 'opml'], {plugin, sandbox})
  await sandbox.close()
  assert.equal(run.exitCode, 0, run.stderr)
  assert.match(run.stdout, /^<\?xml .*<outline text="Goals">.*<\/opml>\n$/s)
})
