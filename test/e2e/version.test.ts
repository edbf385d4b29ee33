import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {omi} from '../support/omi.js'

const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {version: string}

describe('the version', () => {
  it.each([[['--version']], [['version']], [['-v', '--version']]])('is told by %j', async (args) => {
    expect(await omi(args)).toEqual({code: 0, stderr: '', stdout: `omi-cli ${version}\n`})
  })

  it.each([[['--json', 'version']], [['--json', '--version']]])('is told to scripts by %j', async (args) => {
    const run = await omi(args)
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toEqual({
      name: 'omi-cli',
      version,
      node: process.versions.node,
      platform: expect.stringContaining(process.platform),
    })
  })

  it.each([[['version', 'now']], [['version', '--long']], [['memory', '--version']]])(
    'is not asked for by %j',
    async (args) => {
      expect(await omi(args)).toMatchObject({code: 1, stdout: ''})
    },
  )
})
