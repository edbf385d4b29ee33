import {spawn} from 'node:child_process'
import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {build} from 'rolldown'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

const KILLS = 5
const ROWS = Array.from({length: 120}, (_, index) => `row ${index + 1}`)

let folder: string
let script: string

/** Runs the child and returns its output; with `killAfter` it is killed once it has created that many things, or a little later. */
async function run(args: string[], killAfter = Number.POSITIVE_INFINITY): Promise<string> {
  const child = spawn(process.execPath, [script, ...args], {stdio: ['ignore', 'pipe', 'inherit']})
  const closed = new Promise((resolve) => {
    child.on('close', resolve)
  })
  let output = ''
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout) {
    output += text
    if (output.split('\n').length > killAfter) {
      await sleep(Math.random() * 10)
      child.kill('SIGKILL')
    }
  }

  await closed
  return output
}

/** Kills the run at random moments, then lets it end. Returns what the server holds and the ids reported at the end. */
async function killAndContinue(name: string, ...more: string[]): Promise<{created: string[]; ids: string[]}> {
  const server = join(folder, `${name}.txt`)
  const args = [join(folder, name), server, ...more]
  for (let kill = 0; kill < KILLS; kill += 1) {
    await run(args, Math.ceil(Math.random() * 25))
  }

  const output = await run(args)
  const created = (await readFile(server, 'utf8')).trimEnd().split('\n')
  return {created, ids: JSON.parse(output.split('\n').at(-1)!).ids}
}

const ids = ROWS.map((row) => `id of ${row}`)

describe('a run that is killed and started again', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'omi-kill-'))
    script = join(folder, 'child.mjs')
    await build({
      input: fileURLToPath(new URL('fixtures/creating-child.ts', import.meta.url)),
      output: {codeSplitting: false, file: script},
      platform: 'node',
    })
  })

  afterAll(() => rm(folder, {recursive: true}))

  it('creates every row exactly once where a batch in doubt is looked up', async () => {
    const result = await killAndContinue('looked-up', 'look up')
    expect(result).toEqual({created: ROWS, ids})
  })

  it('creates every row, and repeats no more than the batches in doubt', async () => {
    const result = await killAndContinue('repeated')
    expect(new Set(result.created)).toEqual(new Set(ROWS))
    expect(result.created.length).toBeLessThanOrEqual(ROWS.length + KILLS * 10)
    expect(result.ids).toEqual(ids)
  })
})
