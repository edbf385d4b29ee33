import {describe, expect, it} from 'vitest'

import {testClock} from '../../src/lib/testing/test-clock.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {idsInMirror} from '../support/mirror.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const DAY = 86_400_000

describe('omi sync', () => {
  it('takes two readings of an older server, which has no call for one memory, before one is gone', async () => {
    const {sandbox} = await fullSandbox({memories: 8}, {legacy: true})
    const options = {env: pointedAt(sandbox.apiBase, sandbox.apiKey), home: temporaryFolder()}
    const sync = async () => {
      const run = await omi(['--json', 'sync'], options)
      expect(run).toMatchObject({code: 0, stderr: ''})
      return JSON.parse(run.stdout).memories
    }

    expect(await sync()).toMatchObject({new: 8})
    expect(await omi(['memory', 'delete', 'memory-3', '--yes'], options)).toMatchObject({code: 0})
    expect(await sync()).toMatchObject({gone: 0, total: 8})
    expect(await sync()).toMatchObject({gone: 1, total: 7})
    expect(await idsInMirror(options.home, 'memory')).not.toContain('memory-3')
  })

  it.each([
    ['back by a month', -30 * DAY],
    ['on by ten years', 3650 * DAY],
  ])('goes on with a clock that jumps %s', async (_, jump) => {
    const clock = testClock('2026-11-01T08:00:00Z')
    const {listed, sandbox} = await fullSandbox(
      {actionItems: 5, conversations: 150, memories: 20},
      {now: () => new Date('2026-11-01T08:00:00Z'), rateLimits: true},
    )
    const options = {clock, env: pointedAt(sandbox.apiBase, sandbox.apiKey), home: temporaryFolder()}
    expect(await omi(['--json', 'sync'], options)).toMatchObject({code: 0})
    clock.advance(jump)
    for (let run = 0; run < 2; run += 1) {
      const {code, stdout} = await omi(['--json', 'sync'], options)
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({complete: true, conversations: {gone: 0}, memories: {gone: 0}})
    }

    expect(await idsInMirror(options.home, 'conversation')).toEqual(listed.conversations)
  })

  it.each([
    [401, {detail: 'Invalid API Key'}, 2],
    [404, {detail: 'Not Found'}, 5],
    [404, {detail: 'User not found'}, 5],
  ])('keeps all of a mirror whose account answers with %d %j', async (status, body, code) => {
    const {listed, sandbox} = await fullSandbox({conversations: 30, goals: 2, memories: 20})
    let isDeleted = false
    const apiBase = await serverForTest(async (request, response) => {
      if (isDeleted) {
        response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body))
        return
      }

      const answer = await fetch(`${sandbox.apiBase}${request.url}`, {
        headers: {authorization: `Bearer ${sandbox.apiKey}`},
      })
      response.writeHead(answer.status, {'content-type': 'application/json'}).end(await answer.text())
    })
    const options = {env: pointedAt(apiBase, sandbox.apiKey), home: temporaryFolder()}
    expect(await omi(['sync'], options)).toMatchObject({code: 0})
    isDeleted = true
    for (let run = 0; run < 3; run += 1)
      expect(await omi(['--json', 'sync'], options)).toMatchObject({code, stdout: ''})
    expect(await idsInMirror(options.home, 'conversation')).toEqual(listed.conversations)
    expect(await idsInMirror(options.home, 'memory')).toHaveLength(20)
    expect(await omi(['search', 'Talk'], options)).toMatchObject({code: 0})
  })
})
