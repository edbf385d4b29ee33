import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished, vi} from 'vitest'

import {refreshCompletions} from '../../src/lib/completion/refresh-completions.js'
import {completionWords} from '../../src/lib/completion/words.js'
import {type Surface, type SurfaceCommand} from '../../src/lib/surface/surface.js'
import {ROOT} from '../support/examples.js'
import {homeWithPlugin} from '../support/linked-plugin.js'
import {omi, temporaryFolder} from '../support/omi.js'

const COMMAND: SurfaceCommand = {
  aliases: [],
  arguments: [],
  command: 'greet',
  description: null,
  destructive: false,
  examples: [],
  flags: [],
  idempotent: false,
  needs_confirmation: false,
  plugin: 'omi-plugin-greet',
  rate_policies: [],
  read_only: false,
  requires: [],
  summary: 'Say hello',
  usage: 'omi greet',
}

const SURFACE: Surface = {
  $defs: {},
  commands: [],
  exit_codes: [],
  global_flags: [],
  name: 'omi',
  problems: [],
  topics: [],
  usage: '',
  version: '1.2.3',
}

const lines = (...commands: Array<Partial<SurfaceCommand>>) =>
  completionWords({...SURFACE, commands: commands.map((command) => ({...COMMAND, ...command}))}, '/opt/omi')
    .trimEnd()
    .split('\n')

/** This process, with its home folder elsewhere. */
function at(home: string) {
  const cacheDir = join(home, '.omi/cache')
  vi.stubEnv('OMI_CACHE_DIR', cacheDir)
  vi.stubEnv('OMI_CONFIG_DIR', join(home, '.omi'))
  vi.stubEnv('OMI_DATA_DIR', join(home, '.omi/data'))
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  return {cacheDir, root: ROOT}
}

describe('completion', () => {
  describe('the words of completion', () => {
    it('begin with the version and the folder that they are of', () => {
      expect(lines()).toEqual(['#\tversion\t1.2.3\t/opt/omi'])
    })

    it('have a line for each word, flag, value and argument', () => {
      const value = {multiple: false, required: false, summary: 'How', type: 'choice', values: ['low', 'high']} as const
      const flags = [
        {...value, char: 'v', name: 'voice'},
        {multiple: true, name: 'name', required: false, summary: 'Whom', type: 'string'},
        {multiple: false, name: 'loud', negatable: true, required: false, summary: 'Loud', type: 'boolean'},
      ] as const
      const argument = {description: 'A file', multiple: true, name: 'file', required: true, type: 'file'} as const
      expect(lines({arguments: [argument], command: 'say hello', flags}).slice(1)).toEqual([
        'say\tword\thello\t\tSay hello',
        'say hello\tflag\t--voice\tchoice\tHow',
        'say hello --voice\tvalue\tlow\t\t',
        'say hello --voice\tvalue\thigh\t\t',
        'say hello\tflag\t-v\tchoice\tHow',
        'say hello -v\tvalue\tlow\t\t',
        'say hello -v\tvalue\thigh\t\t',
        'say hello\tflag\t--name\ttext+\tWhom',
        'say hello\tflag\t--loud\t\tLoud',
        'say hello\tflag\t--no-loud\t\tLoud',
        'say hello\targ\t1+\tfile\tA file',
      ])
    })

    it('keep their lines and columns, whatever a plugin writes', () => {
      const [, ...words] = lines(
        {summary: 'a\tb\u001B[31m\r\nc'},
        {command: 'bad\tword'},
        {command: 'bad\nline\tword'},
        {command: '\u202Edrow'},
        {command: ''},
      )
      expect(words).toEqual([`\tword\tgreet\t\t${String.raw`a\tb\x1b[31m`}`])
    })
  })

  describe('refreshCompletions', () => {
    const PLUGIN = {greet: {code: 'module.exports = class { static async run() {} }', manifest: {}}}

    it('adds the commands of a plugin that came', async () => {
      const home = temporaryFolder()
      await omi(['autocomplete', '--refresh-cache'], {home})
      await homeWithPlugin(PLUGIN, home)
      const config = at(home)
      await refreshCompletions(config)
      expect(readFileSync(join(config.cacheDir, 'autocomplete/words.tsv'), 'utf8')).toContain('\tword\tgreet\t')
    })

    it('does nothing where completion was never set up', async () => {
      const config = at(await homeWithPlugin(PLUGIN))
      await refreshCompletions(config)
      expect(existsSync(join(config.cacheDir, 'autocomplete'))).toBe(false)
    })
  })
})
