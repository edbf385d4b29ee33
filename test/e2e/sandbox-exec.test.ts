import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi as binary, OMI, omiOnTerminal, type RunOptions, temporaryFolder} from '../support/omi.js'
import {running} from '../support/running.js'
import {omi} from '../support/within.js'

const words = (command: string[], flags: string[] = []) => ['sandbox', 'exec', ...flags, '--', ...command]

/** Runs a command with a sandbox, in a process of its own: the command has its stdin, stdout and stderr. */
const exec = (command: string[], options?: RunOptions, flags?: string[]) => binary(words(command, flags), options)

/** The same in this process, for commands that neither read nor print. */
const execSilent = (command: string[], options?: RunOptions, flags?: string[]) => omi(words(command, flags), options)

describe('omi sandbox exec', () => {
  it.each([
    ['exit 0', 0],
    ['exit 7', 7],
    ['exit 255', 255],
    ['kill -KILL $$', 137],
    ['kill -TERM $$', 143],
    ['kill -HUP $$', 129],
  ])('exits as its command does: %s', async (script, code) => {
    expect(await execSilent(['sh', '-c', script])).toEqual({code, stderr: '', stdout: ''})
  })

  it('adds nothing to what its command prints, with --json neither', async () => {
    const run = await binary(['--json', 'sandbox', 'exec', '--', 'echo', '{}'])
    expect(run).toEqual({code: 0, stderr: '', stdout: '{}\n'})
  })

  it('runs omi against a sandbox of its own', async () => {
    const run = await exec(['omi', '--json', 'memory', 'list'], {}, ['--seed-data'])
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).not.toHaveLength(0)
    expect(await exec(['omi', 'memory', 'get', 'nothing'])).toMatchObject({code: 5})
  })

  it('locks the newest of each noun and cuts pages where it is told to', async () => {
    const command = ['omi', '--json', 'api', 'GET', '/v1/dev/user/conversations', '--field', 'limit=50']
    const flags = ['--seed-data', '--locked', '2', '--page-cap', '7', '--fault', 'GET */folders 403-object']
    const {code, stderr, stdout} = await exec(command, {}, flags)
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(JSON.parse(stdout)).toHaveLength(5)
    const refused = await exec(['omi', 'folder', 'list'], {}, flags)
    expect(refused).toMatchObject({code: 2, stdout: ''})
  })

  it('gives its command the variables, and takes the profile away', async () => {
    const home = temporaryFolder()
    const env = {OMI_API_KEY: 'x', OMI_CONFIG: join(home, 'mine.toml'), OMI_PROFILE: 'work', OTHER: 'stays'}
    const {stdout} = await exec(['env'], {env, home})
    const given = Object.fromEntries(stdout.split('\n').map((line) => line.split('=', 2) as [string, string]))
    expect(given).toMatchObject({
      HOME: home,
      OMI_API_BASE: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      OMI_API_KEY: expect.stringMatching(/^omi_dev_/),
      OMI_SANDBOX_READ_ONLY_KEY: expect.stringMatching(/^omi_dev_/),
      FIREBASE_AUTH_EMULATOR_HOST: new URL(given.OMI_API_BASE ?? '').host,
      OTHER: 'stays',
    })
    expect(given).not.toHaveProperty('OMI_PROFILE')
    expect(given.OMI_CONFIG).not.toMatch(home)
    expect(existsSync(given.OMI_CONFIG ?? '')).toBe(false)
  })

  it('touches nothing of the user’s', async () => {
    const home = temporaryFolder()
    const script = 'omi config set api_base http://x.example && omi auth logout && omi config path && cat "$OMI_CONFIG"'
    const omiFunction = `omi() { '${process.execPath}' '${OMI}' "$@"; }`
    const fresh = await exec(['sh', '-c', `${omiFunction}; ${script}`], {home})
    expect(fresh.stdout).toContain('http://x.example')
    expect(existsSync(join(home, '.omi'))).toBe(false)

    const config = '# mine\n[profiles.default]\napi_base = "http://mine.example"\n'
    mkdirSync(join(home, '.omi'))
    writeFileSync(join(home, '.omi', 'config.toml'), config)
    expect(await exec(['sh', '-c', `${omiFunction}; ${script}`], {home})).toMatchObject({code: 0})
    expect(readFileSync(join(home, '.omi', 'config.toml'), 'utf8')).toBe(config)
  })

  it('takes its folder away when its command is done', async () => {
    const {stdout} = await exec(['sh', '-c', 'echo x > "$OMI_CONFIG"; printf %s "$OMI_CONFIG"'])
    expect(stdout).toMatch(/config\.toml$/)
    expect(existsSync(join(stdout, '..'))).toBe(false)
  })

  it('passes stdin on, and the words of its command as they are', async () => {
    const input = 'a line\nand no line end ü'
    expect(await exec(['cat'], {input})).toEqual({code: 0, stderr: '', stdout: input})
    const given = ['--json', '-v', '--', '', 'two words', '$HOME', '--help']
    const {stdout} = await exec([process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...given])
    expect(JSON.parse(stdout)).toEqual(given)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on', async (signal) => {
    const script = `process.on('${signal}', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')`
    const run = running(['sandbox', 'exec', '--', process.execPath, '-e', script])
    expect(await run.nextLine()).toBe('ready')
    expect(await run.end(signal)).toEqual({code: 9, stderr: '', stdout: 'ready\n'})
  })

  it.each([
    ['is a pipe', 'true |'],
    ['is the terminal', ''],
  ])('lets a Ctrl-C reach its command once where stdin %s', async (_, before) => {
    const script = `
      let count = 0
      process.on('SIGINT', () => {
        count += 1
        // A second one would come at the same time.
        if (count === 1) setTimeout(() => process.exit(count + 10), 300)
      })
      setInterval(() => {}, 1000)
      console.log('ready')`
    const run = await omiOnTerminal(['sandbox', 'exec', '--', process.execPath, '-e', script], {
      after: '; echo "exit $?"',
      before: `trap : INT; ${before}`,
      replies: [{to: 'ready', type: '\u0003'}],
    })
    expect(run.screen).toContain('exit 11')
  })

  it('exits with 128 + n when the signal ends its command', async () => {
    const script = "setInterval(() => {}, 1000); console.log('ready')"
    const run = running(['sandbox', 'exec', '--', process.execPath, '-e', script])
    expect(await run.nextLine()).toBe('ready')
    expect(await run.end('SIGTERM')).toEqual({code: 143, stderr: '', stdout: 'ready\n'})
  })

  it('exits as its command does that takes the data away, and leaves nothing', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data', 'sandbox.json')
    const temporary = join(folder, 'temporary')
    for (const each of ['data', 'temporary']) mkdirSync(join(folder, each))
    const script = (code: number) => ['sh', '-c', `rm -r "$0"; exit ${code}`, join(folder, 'data')]
    const env = {TMPDIR: temporary}
    const failed = await execSilent(script(7), {env}, ['--data', data])
    expect(failed).toMatchObject({code: 7, stdout: ''})
    expect(failed.stderr).toBe(
      `! Invalid value: --data ${data}\n  The file cannot be written (ENOENT): its folder is not there.\n`,
    )
    mkdirSync(join(folder, 'data'))
    expect(await execSilent(script(0), {env}, ['--data', data])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`✗ Invalid value: --data ${data}\n`),
    })
    expect(readdirSync(temporary)).toEqual([])
  })

  it('names TMPDIR where no folder can be made there', async () => {
    expect(await exec(['true'], {env: {TMPDIR: '/does/not/exist'}})).toEqual({
      code: 1,
      stderr:
        '✗ Invalid value: TMPDIR\n' +
        '  No folder can be made in /does/not/exist (ENOENT). Name one that you may write to.\n',
      stdout: '',
    })
  })

  it('says so when there is no such command', async () => {
    expect(await execSilent(['no-such-command', '--help'])).toEqual({
      code: 1,
      stderr: '✗ Cannot run no-such-command\n  ENOENT. The command stands behind --: omi sandbox exec -- COMMAND\n',
      stdout: '',
    })
    expect(await omi(['sandbox', 'exec'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching('✗ Missing argument: COMMAND\n'),
    })
  })
})
