import {expect, it} from 'vitest'

import {exampleForTest, runTool} from '../support/examples.js'
import {omi} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
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

it('the test kit adds its plugin to those of the home folder that it is given', async () => {
  const {home} = await linked(pluginFolder('omi-plugin-there', {files: {'commands/there.js': command('there')}}))
  const {folder} = await linked(exampleForTest('plugin-random-memory'))
  const script = `
    const {runCommand} = require('@omi-dev/cli/test')
    const run = async (...argv) => (await runCommand(argv, {home: process.argv[1], plugin: '.'})).stdout
    run('random-memory', '--help').then(async (help) => {
      process.stdout.write(JSON.stringify([help.includes('omi random-memory'), await run('there'), await run('there')]))
    })`
  const stdout = await runTool(folder, '--eval', script, home)
  expect(JSON.parse(stdout)).toEqual([true, 'there\n', 'there\n'])
  const plugins = JSON.parse((await omi(['--json', 'plugins'], {home})).stdout) as Array<{name: string}>
  expect(plugins.map(({name}) => name)).toEqual(['omi-plugin-random-memory', 'omi-plugin-there'])
})
