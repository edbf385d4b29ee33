import {chmodSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {thisProcess} from '../../src/lib/files/owner.js'
import {deadPid, lockText} from '../support/locks.js'
import {omi} from '../support/omi.js'
import {KEY} from '../support/server.js'
import {homeWithConfig} from '../support/session-home.js'

const PROFILE = `[profiles.default]\napi_key = "${KEY}"\n`

/** A home folder with files in `~/.omi`, each for its owner alone. */
function homeWith(files: Record<string, string>): string {
  const home = homeWithConfig(PROFILE)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(home, '.omi', name, '..'), {recursive: true})
    writeFileSync(join(home, '.omi', name), text, {mode: 0o600})
  }

  return home
}

const kept = (home: string) => readdirSync(join(home, '.omi')).sort()
const temporary = (pid: number) => `omi-${thisProcess().place}-${pid}-1-01234567.tmp`

describe('what killed runs left', () => {
  it('is removed by the next write and by a logout, whether there is something to clear or not', async () => {
    const pid = deadPid()
    const left = {
      [`config.toml.${temporary(pid)}`]: PROFILE,
      'config.toml.3141592653': PROFILE,
      'config.toml.271828': '',
      [`jobs/x.json.${temporary(pid)}`]: '{}',
      'jobs/x.json.lock': lockText({pid}),
    }
    const written = homeWith(left)
    expect(await omi(['config', 'set', 'api_base', 'http://127.0.0.1:1'], {home: written})).toMatchObject({code: 0})
    expect(kept(written)).toEqual(['config.toml', 'jobs'])

    const home = homeWith(left)
    for (let time = 0; time < 2; time += 1) {
      expect(await omi(['auth', 'logout'], {home})).toMatchObject({code: 0})
      expect(kept(home)).toEqual(['config.toml', 'jobs'])
      expect(readdirSync(join(home, '.omi/jobs'))).toEqual([])
      writeFileSync(join(home, '.omi', 'config.toml.3141592653'), PROFILE, {mode: 0o600})
    }
  })

  it.skipIf(process.platform === 'win32')(
    "is told from what is somebody else's, or a copy of the user's own",
    async () => {
      const others = {
        [`config.toml.${temporary(process.ppid).replace(thisProcess().place, '00000000')}`]: PROFILE,
        'config.toml.1': PROFILE,
        'config.toml.3141592654': 'notes = 1\n',
        'config.toml.31415926535': PROFILE,
        'config.toml.bak': PROFILE,
        'other.toml.3141592653': PROFILE,
      }
      const doubtful = {'config.toml.1714142400': PROFILE, 'config.toml.20250131': PROFILE}
      const home = homeWith({...others, ...doubtful, 'config.toml.3141592655': PROFILE})
      chmodSync(join(home, '.omi', 'config.toml.3141592655'), 0o644)
      const {code, stderr} = await omi(['auth', 'logout'], {home})
      expect(code).toBe(0)
      for (const name of Object.keys(doubtful)) {
        expect(stderr).toContain(
          `! ${join(home, '.omi', name)} looks like a copy of the config file and may hold credentials. Delete it if you do not need it.\n`,
        )
      }

      const left = kept(home).filter((name) => !name.includes('omi-'))
      expect(left).toEqual(
        ['config.toml', 'config.toml.3141592655', ...Object.keys(others).slice(1), ...Object.keys(doubtful)].sort(),
      )
    },
  )
})
