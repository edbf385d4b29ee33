import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'
import {CORE, linked, pluginFolder} from '../support/plugins.js'
import {KEY, pointedAt, serverAnswering, serverForTest} from '../support/server.js'

const DETAIL = 'This is a fault of omi or of one of its plugins. Run it again with -v to see where.'

/** NODE_OPTIONS that run this code (CommonJS) at the start of a process. */
function beforehand(code: string): string {
  const file = join(temporaryFolder(), 'before.cjs')
  writeFileSync(file, code)
  return `--require ${file}`
}

/** A server that never answers, and tells the process that asked by a signal, which is where `fault` happens. */
async function runWithFault(args: string[], fault: string) {
  const apiBase = await serverForTest(({headers}) => {
    const [, pid] = headers['user-agent']?.match(/pid (\d+)/) ?? []
    process.kill(Number(pid), 'SIGUSR2')
  })
  const code = `
    process.on('SIGUSR2', () => { ${fault} })
    const {request} = require('node:http')
    require('node:http').request = (url, options, ...rest) => {
      options.headers['user-agent'] = 'pid ' + process.pid
      return request(url, options, ...rest)
    }`
  return omi(args, {env: {...pointedAt(apiBase), NODE_OPTIONS: beforehand(code)}})
}

describe('an error that nobody caught', () => {
  it.each([
    ['thrown', "throw new Error('boom')"],
    ['a rejected promise', "Promise.reject(new Error('boom'))"],
  ])('ends the run as any error does: %s', async (_, fault) => {
    expect(await runWithFault(['memory', 'list'], fault)).toEqual({
      code: 1,
      stderr: `✗ Unexpected error: boom\n  ${DETAIL}\n`,
      stdout: '',
    })
    const {code, stderr, stdout} = await runWithFault(['--json', 'memory', 'list'], fault)
    expect({exit: code, stdout, ...JSON.parse(stderr)}).toEqual({
      exit: 1,
      stdout: '',
      error: 'Unexpected error: boom',
      code: 'unexpected_error',
      detail: DETAIL,
      exit_code: 1,
    })
  })

  it.each([
    ['ENOSPC', undefined, 'The system says: no space left on the disk. Free some space there, and try again.'],
    ['EDQUOT', '/data/x', '/data/x: your share of the disk is used up. Free some space of yours there, and try again.'],
    ['EMFILE', '/data/x', '/data/x: too many files are open. Close other programs, and try again.'],
    ['EROFS', '/data/x', '/data/x: the file system is read-only. Check who may read and write there.'],
  ])('is the disk’s own where the system says so: %s', async (code, path, detail) => {
    const facts = JSON.stringify({code, path, syscall: 'write'})
    const fault = `throw Object.assign(new Error('${code}: made up, write'), ${facts})`
    expect(await runWithFault(['memory', 'list'], fault)).toEqual({
      code: 1,
      stderr: `✗ Cannot use a file (${code})\n  ${detail}\n`,
      stdout: '',
    })
  })

  it('shows no credential, whatever it says', async () => {
    const {code, stderr} = await runWithFault(['-v', 'memory', 'list'], `throw new Error('sent ${KEY} off')`)
    expect(code).toBe(1)
    expect(stderr).toContain('✗ Unexpected error: sent KEY off\n')
    expect(stderr).not.toContain(KEY)
  })

  it('is shown with -v where it is in the sources, a line for each call', async () => {
    const {apiBase} = await serverAnswering({body: []})
    const code = "Object.defineProperty(URL.prototype, 'searchParams', {get() { throw new TypeError('boom') }})"
    const env = {...pointedAt(apiBase), NODE_OPTIONS: beforehand(code)}
    const {stderr} = await omi(['-v', '--json', 'memory', 'list'], {env})
    const [message, ...more] = stderr.trimEnd().split('\n')
    expect(message).toBe('[debug] TypeError: boom')
    expect(JSON.parse(more.pop() ?? '')).toMatchObject({error: 'Unexpected error: boom', exit_code: 1})
    expect(more.length).toBeGreaterThan(2)
    for (const line of more) expect(line).toMatch(/^\[debug] {5}at /)
    expect(more.join('\n')).toMatch(/src\/lib\/http\/http-client\.ts:\d+:\d+\)\n/)
    expect(stderr).not.toMatch(/\\n|chunks\//)
  })

  it('is the plugin’s still while its folder is being removed', async () => {
    const boom = `
    const {Command} = require(${JSON.stringify(CORE)})
    const {rmSync} = require('node:fs')
    module.exports = class extends Command {
      static enableJsonFlag = true
      async run() {
        setTimeout(() => {
          rmSync(require('node:path').dirname(__dirname), {force: true, recursive: true})
          throw new Error('gone')
        })
        await new Promise((resolve) => setTimeout(resolve, 60_000))
      }
    }`
    const {home} = await linked(pluginFolder('omi-plugin-leaving', {files: {'commands/leave.js': boom}}))
    const {code, stderr} = await omi(['--json', 'leave'], {home})
    expect(code).toBe(1)
    expect(JSON.parse(stderr)).toMatchObject({error: 'Plugin omi-plugin-leaving failed: gone'})
  })
})
