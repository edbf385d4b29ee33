import {readFileSync, writeFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {fileWith} from '../support/memory-file.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

describe('conversation create --file', () => {
  it('takes texts and segments, and says what is wrong with a row before anything is sent', async () => {
    const sandbox = await sandboxForTest()
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const segment = {end: 2, start: 0, text: 'Hello.'}
    const bad = [
      {started_at: '2026-11-28T10:00:00Z'},
      {text: 'Both', transcript_segments: [segment]},
      {transcript_segments: Array.from({length: 501}, () => segment)},
      {text: 'x'.repeat(100_001)},
      {finished_at: '2026-11-28T09:00:00Z', started_at: '2026-11-28T10:00:00Z', text: 'Backwards'},
      {transcript_segments: [{end: 0, start: 1, text: 'Backwards'}]},
    ]
    const refused = await omi(['conversation', 'create', '--file', fileWith('bad.json', JSON.stringify(bad))], {env})
    expect(refused).toMatchObject({code: 1, stdout: ''})
    for (const row of [1, 2, 3, 4, 5, 6]) expect(refused.stderr).toContain(`row ${row}`)
    expect(sandbox.requests).toEqual([])
    const good = [
      {started_at: '2026-11-28 10:00', text: 'We meet on Friday.'},
      {transcript_segments: [segment]},
      'Just a text.',
    ]
    const run = await omi(['--json', 'conversation', 'create', '--file', fileWith('good.json', JSON.stringify(good))], {
      env,
    })
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toMatchObject({created: 3, existing: 0, total: 3})
    expect(sandbox.requests.filter(({method}) => method === 'POST')).toHaveLength(3)
  })

  it('stops at the hourly limit, and goes on where it stopped', async () => {
    const sandbox = await sandboxForTest({rateLimits: true})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const home = temporaryFolder()
    const file = fileWith('talks.jsonl', '')
    writeFileSync(
      file,
      Array.from({length: 27}, (_, index) => JSON.stringify({text: `Talk number ${index}`})).join('\n'),
    )
    const first = await omi(['--json', 'conversation', 'create', '--file', file], {env, home})
    expect(first).toMatchObject({code: 4, stdout: ''})
    const error = JSON.parse(first.stderr) as {created: number; resume_argv: string[]}
    expect(error).toMatchObject({created: 25, resume_argv: ['omi', '--json', 'conversation', 'create', '--file', file]})
    const again = await omi(error.resume_argv.slice(1), {env, home})
    expect(JSON.parse(again.stderr)).toMatchObject({created: 0, skipped: 25})
    expect(readFileSync(file, 'utf8')).toContain('Talk number 26')
  })
})
