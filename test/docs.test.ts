import {execFile} from 'node:child_process'
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect, it} from 'vitest'

import {OMI, temporaryFolder} from './support/omi.js'
import {pointedAt, sandboxForTest} from './support/server.js'

/** The scripts in the docs do what the docs say. */

const run = promisify(execFile)

function codeBlock(page: string, language: string): string {
  const text = readFileSync(new URL(`../docs/${page}`, import.meta.url), 'utf8')
  return text.match(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``))?.[1] ?? ''
}

/** Runs a script with `omi` on the PATH and the sandbox behind it. Resolves to what it printed. */
async function harness(command: string, name: string, script: string): Promise<string> {
  const sandbox = await sandboxForTest({faults: ['POST /v1/dev/user/memories 429:1 x1']})
  const folder = temporaryFolder()
  symlinkSync(OMI, join(folder, 'omi'))
  writeFileSync(join(folder, name), script)
  const env = {HOME: folder, PATH: `${folder}:${process.env.PATH}`, ...pointedAt(sandbox.apiBase, sandbox.apiKey)}
  const {stdout} = await run(command, [join(folder, name)], {cwd: folder, env})
  return stdout
}

it('runs the shell script for agents', async () => {
  expect(await harness('sh', 'script.sh', codeBlock('agents.md', 'sh'))).toMatch(
    /^[\da-f-]{36}\tPrefers async over sync\n$/,
  )
})

it('runs the Python script for agents', async () => {
  expect(await harness('python3', 'script.py', codeBlock('agents.md', 'python'))).toBe('Prefers tea over coffee\n')
})

it('runs the Node.js script for agents', async () => {
  expect(await harness(process.execPath, 'script.mjs', codeBlock('agents.md', 'js'))).toBe('Plays the cello 5\n')
})
