import {execFileSync} from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, OMI, temporaryFolder} from '../support/omi.js'
import {omi as omiHere} from '../support/within.js'

/** The files of the clients on Linux, from the home folder on, and the key of their servers. */
const FILES: Record<string, {path: string; servers: string}> = {
  'claude-desktop': {path: '.config/Claude/claude_desktop_config.json', servers: 'mcpServers'},
  codex: {path: '.codex/config.toml', servers: 'mcp_servers'},
  cursor: {path: '.cursor/mcp.json', servers: 'mcpServers'},
  vscode: {path: '.config/Code/User/mcp.json', servers: 'servers'},
  windsurf: {path: '.codeium/windsurf/mcp_config.json', servers: 'mcpServers'},
}

/** Texts that a client's file may have, each with another way to lay things out. */
const texts = (servers: string) => [
  '{}',
  '{}\n',
  '{\n}\n',
  '',
  '{ }',
  ' \n\n',
  `{ "${servers}" /* a */ : /* b */ { /* c */ } }`,
  `{"${servers}": {}}`,
  `{"${servers}":{"other":{"command":"x"}}}`,
  `{\n  "${servers}": {}\n}\n`,
  `{\n  "${servers}": {\n  }\n}\n`,
  `{ "theme": "dark" }`,
  `// mine\n{\n\t"theme": "dark", // dark\n\t/* more */\n}\n`,
  `{\r\n    "${servers}": {\r\n        "other": {"command": "x"}\r\n    }\r\n}\r\n`,
  `{
    // All of mine.
    "${servers}": { // here
        // The other one.
        "other": {
            "command": "npx", // it is slow
            "args": ["-y", "other",],
        },
        /* off: "third": {} */
    },
    "inputs": [],
}`,
]

const TOMLS = [
  '',
  ' \n\n',
  'model = "x"\n',
  'model = "x"',
  '# mine\nmodel = "x" # fast\n\n[mcp_servers.other]\ncommand = "npx" # slow\nargs = ["-y", "other"]\n\n[profiles.a]\nb = 1\n',
  '[mcp_servers.other]\r\ncommand = "x"\r\n',
  'mcp_servers = {other = {command = "x"}}\n',
  '[mcp_servers]\n\n[history]\npersistence = "none"\n\n\n',
]

function withFile(client: string, text: string, home = temporaryFolder()) {
  const path = join(home, FILES[client]?.path ?? '')
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, text)
  return {home, path}
}

const read = (path: string) => readFileSync(path, 'utf8')

describe('omi mcp install', () => {
  for (const [client, {path: file, servers}] of Object.entries(FILES)) {
    it(`adds to what ${client} has, once, and uninstall gives back what was there`, async () => {
      const cases =
        client === 'codex'
          ? TOMLS
          : client === 'vscode' || client === 'cursor'
            ? texts(servers)
            : texts(servers).slice(-3)
      await Promise.all(
        cases.map(async (text) => {
          const {home, path} = withFile(client, text)
          const first = await omiHere(['--json', 'mcp', 'install', client], {home})
          expect(first).toMatchObject({code: 0, stderr: ''})
          const result = JSON.parse(first.stdout) as {entry: {args: string[]; command: string}}
          expect(result).toMatchObject({
            changed: true,
            client,
            entry: {args: [OMI, 'mcp'], command: process.execPath},
            path,
          })
          const installed = read(path)
          expect(installed).toContain(JSON.stringify(OMI))
          const kept = text.split(/\r?\n/).filter((line) => /\/\/|\/\*|#|"(?:-y|command|theme)"/.test(line))
          if (text.includes('\n')) for (const line of kept) expect(installed).toContain(line)
          expect(JSON.parse((await omiHere(['--json', 'mcp', 'install', client], {home})).stdout)).toMatchObject({
            changed: false,
          })
          expect(read(path)).toBe(installed)
          // Another entry in its place.
          await omiHere(['mcp', 'install', client, '--read-only'], {home})
          expect(read(path)).toContain('--read-only')
          expect(await omiHere(['mcp', 'uninstall', client], {home})).toMatchObject({code: 0})
          expect(read(path)).toBe(text)
          expect(JSON.parse((await omiHere(['--json', 'mcp', 'uninstall', client], {home})).stdout)).toMatchObject({
            changed: false,
          })
        }),
      )
    })

    it(`makes the file of ${client} where there is none, and uninstall takes it away`, async () => {
      const home = temporaryFolder()
      expect(await omi(['mcp', 'install', client], {home})).toMatchObject({code: 0, stdout: ''})
      expect(read(join(home, file))).toContain('"mcp"')
      expect(await omi(['mcp', 'uninstall', client], {home})).toMatchObject({code: 0})
      expect(existsSync(join(home, file))).toBe(false)
    })
  }

  it('passes on the profile and the variables that are set, and never a key', async () => {
    const home = temporaryFolder()
    const env = {
      OMI_API_BASE: 'http://127.0.0.1:9',
      OMI_API_KEY: 'omi_dev_0123456789abcdef',
      OMI_CONFIG: '~/other.toml',
    }
    const {stdout} = await omi(['-p', 'work', '--json', 'mcp', 'install', 'cursor', '--toolsets', 'memory,goal'], {
      env,
      home,
    })
    expect(JSON.parse(stdout)).toMatchObject({
      entry: {
        args: [OMI, '--profile', 'work', 'mcp', '--toolsets=memory,goal'],
        env: {OMI_API_BASE: 'http://127.0.0.1:9', OMI_CONFIG: join(home, 'other.toml')},
      },
    })
    const written = read(join(home, '.cursor/mcp.json'))
    expect(written).not.toContain('omi_dev')
    expect(JSON.parse(written)).toHaveProperty('mcpServers.omi.env.OMI_API_BASE')
    expect(statSync(join(home, '.cursor/mcp.json')).mode & 0o777).toBe(0o600)
    await omi(['mcp', 'install', 'codex'], {env, home})
    await omi(['mcp', 'install', 'codex'], {home})
    expect(read(join(home, '.codex/config.toml'))).not.toContain('OMI_API_BASE')
  })

  it('keeps what its user has added to the entry, and says so', async () => {
    for (const [client, added] of [
      ['cursor', '"disabled": true, "env": {"MINE": "1"}, '],
      ['codex', ''],
    ] as const) {
      const home = temporaryFolder()
      await omiHere(['-p', 'work', 'mcp', 'install', client, '--read-only', '--confirm', 'never'], {home})
      const path = join(home, FILES[client]?.path ?? '')
      writeFileSync(path, read(path).replace('"command"', `${added}"command"`))
      if (client === 'codex') writeFileSync(path, `${read(path)}enabled = false\n\n[mcp_servers.omi.env]\nMINE = "1"\n`)
      const {stderr} = await omiHere(['mcp', 'install', client, '--toolsets', 'memory'], {home})
      for (const kept of ['--profile work', '--read-only', '--confirm=never']) expect(stderr).toContain(kept)
      const text = read(path)
      for (const part of ['--read-only', '--toolsets=memory', 'work', 'MINE', /disabled|enabled/])
        expect(text).toMatch(part)
      await omiHere(['mcp', 'install', client, '--toolsets', 'memory'], {home})
      expect(read(path)).toBe(text)
    }
  })

  it('leaves an entry alone that starts something else', async () => {
    const foreign = {
      codex: '[mcp_servers.omi]\ncommand = "my-own-omi"\n',
      cursor: '{"mcpServers": {"omi": {"command": "my-own-omi", "env": {"A": "b"}}}}',
    }
    for (const [client, text] of Object.entries(foreign)) {
      const {home, path} = withFile(client, text)
      for (const verb of ['install', 'uninstall']) {
        const {code, stderr} = await omiHere(['--json', 'mcp', verb, client], {home})
        expect(code).toBe(1)
        expect(JSON.parse(stderr)).toMatchObject({code: 'invalid_configuration'})
        expect(read(path)).toBe(text)
      }
    }
  })

  it('takes the profile of OMI_PROFILE, and of a doubled key the one that counts', async () => {
    const {home, path} = withFile('cursor', '{"mcpServers": {"a": {}}, "mcpServers": {"b": {}}}')
    await omi(['mcp', 'install', 'cursor'], {env: {OMI_PROFILE: 'work'}, home})
    expect(JSON.parse(read(path))).toMatchObject({mcpServers: {b: {}, omi: {args: [OMI, '--profile', 'work', 'mcp']}}})
    await omi(['mcp', 'uninstall', 'cursor'], {home})
    expect(read(path)).toBe('{"mcpServers": {"a": {}}, "mcpServers": {"b": {}}}')
  })

  it.skipIf(process.platform === 'win32')('does not wait for a pipe in place of a file', async () => {
    for (const client of ['cursor', 'codex']) {
      const {home, path} = withFile(client, '')
      rmSync(path)
      execFileSync('mkfifo', [path])
      for (const verb of ['install', 'uninstall']) {
        expect(await omi(['--json', 'mcp', verb, client], {home})).toMatchObject({code: 1})
      }
    }
  })

  it('leaves alone what it cannot read or write', async () => {
    const broken = [
      ['cursor', '{"mcpServers": {,}'],
      ['cursor', '[]'],
      ['cursor', '{"mcpServers": []}'],
      ['vscode', 'not JSON'],
      ['codex', '[mcp_servers\n'],
      ['codex', 'mcp_servers = 5\n'],
    ]
    for (const [client = '', text = ''] of broken) {
      const {home, path} = withFile(client, text)
      for (const verb of ['install', 'uninstall']) {
        const {code, stderr} = await omi(['--json', 'mcp', verb, client], {home})
        if (verb === 'install' || text !== 'mcp_servers = 5\n') {
          expect([text, code]).toEqual([text, 1])
          expect(JSON.parse(stderr)).toMatchObject({code: 'invalid_configuration'})
        }

        expect(read(path)).toBe(text)
      }
    }

    const {home, path} = withFile('cursor', '{}')
    chmodSync(path, 0o444)
    const {code, stderr} = await omi(['--json', 'mcp', 'install', 'cursor'], {home})
    expect(code).toBe(1)
    expect(JSON.parse(stderr)).toMatchObject({code: 'cannot_write_configuration'})
    expect(read(path)).toBe('{}')
  })

  it('follows a link, and keeps the mode', async () => {
    const {home, path} = withFile('cursor', '{}')
    const target = join(home, 'dotfiles.json')
    writeFileSync(target, '{"a": 1}', {mode: 0o640})
    rmSync(path)
    symlinkSync(target, path)
    expect(await omi(['mcp', 'install', 'cursor'], {home})).toMatchObject({code: 0})
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(statSync(target).mode & 0o777).toBe(0o640)
    expect(JSON.parse(read(target))).toHaveProperty('mcpServers.omi')
    await omi(['mcp', 'uninstall', 'cursor'], {home})
    expect(read(target)).toBe('{"a": 1}')
  })

  it('shows with --print what it would write', async () => {
    const home = temporaryFolder()
    const {stdout} = await omi(['mcp', 'install', 'vscode', '--print'], {home})
    expect(JSON.parse(stdout)).toEqual({
      servers: {omi: {args: [OMI, 'mcp'], command: process.execPath, type: 'stdio'}},
    })
    expect((await omi(['mcp', 'install', 'codex', '--print'], {home})).stdout).toContain('[mcp_servers.omi]')
    expect(existsSync(join(home, '.config'))).toBe(false)
  })

  it('tells Claude Code by its own program, or says how', async () => {
    const home = temporaryFolder()
    const line = `claude mcp add omi --scope user -- ${process.execPath} ${OMI} mcp\n`
    expect(await omi(['mcp', 'install', 'claude-code'], {env: {PATH: home}, home})).toMatchObject({
      code: 0,
      stdout: line,
    })
    writeFileSync(join(home, 'claude'), `#!/bin/sh\necho "$@" >>'${home}/log'\n`, {mode: 0o755})
    const env = {PATH: `${home}:${process.env.PATH}`}
    expect(await omi(['mcp', 'install', 'claude-code'], {env, home})).toMatchObject({code: 0, stdout: ''})
    expect(read(join(home, 'log'))).toBe(`mcp add omi --scope user -- ${process.execPath} ${OMI} mcp\n`)
    const says = (text: string) =>
      writeFileSync(join(home, 'claude'), `#!/bin/sh\necho '${text}' >&2\nexit 1\n`, {mode: 0o755})
    says('No user-scoped MCP server found with name: omi')
    expect(await omi(['mcp', 'uninstall', 'claude-code'], {env, home})).toMatchObject({code: 0})
    says('Cannot write ~/.claude.json')
    for (const verb of ['install', 'uninstall']) {
      const {code, stderr} = await omi(['mcp', verb, 'claude-code'], {env, home})
      expect(code).toBe(1)
      expect(stderr).toContain('Cannot write ~/.claude.json')
    }
  })

  it('refuses clients, tools and folders that it does not know', async () => {
    for (const words of [['eclipse'], ['cursor', '--tools', 'memory_lists'], ['windsurf', '--project']]) {
      expect(await omi(['mcp', 'install', ...words])).toMatchObject({code: 1, stdout: ''})
    }
  })
})
