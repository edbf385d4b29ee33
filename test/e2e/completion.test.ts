import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {homeWithPlugin} from '../support/linked-plugin.js'
import {omi, temporaryFolder} from '../support/omi.js'
import {complete, homeWithCompletion, isInstalled, SHELLS} from '../support/shell-completion.js'

/** What a line becomes with Tab. */
const SINGLE = {
  'omi --js': 'omi --json',
  'omi --profile=wo': 'omi --profile=work',
  'omi -v --profile x --api-base http://127.0.0.1:1 mem': 'omi -v --profile x --api-base http://127.0.0.1:1 memory',
  'omi -p "two words" memory cr': 'omi -p "two words" memory create',
  'omi mem': 'omi memory',
  'omi config prof': 'omi config profile',
  'omi config profile del': 'omi config profile delete',
  'omi config set a': 'omi config set api_base',
  'omi memory create --cat': 'omi memory create --category',
  'omi memory create "Likes tea" --vis': 'omi memory create "Likes tea" --visibility',
  'omi memory create --category=sk': 'omi memory create --category=skills',
  'omi memory list --limit 3 --categories work,sk': 'omi memory list --limit 3 --categories work,skills',
  'omi key create ci --scope memories:re': 'omi key create ci --scope memories:read',
  'omi help mem': 'omi help memory',
  'omi help env': 'omi help environment',
  'omi help config prof': 'omi help config profile',
  'omi memory list --he': 'omi memory list --help',
  'omi conversation from-segments tal': 'omi conversation from-segments talk.json',
  'omi memory create --file tal': 'omi memory create --file talk.json',
  'omi memory create --file=tal': 'omi memory create --file=talk.json',
  'omi sandbox exec -- omi mem': 'omi sandbox exec -- omi memory',
  'omi memory nothing': 'omi memory nothing',
  'omi memory list --limit ': 'omi memory list --limit ',
  'omi memory create -- --cat': 'omi memory create -- --cat',
}

/** What the candidates for the end of a line are. */
const SEVERAL = {
  'omi memory create --category w': 'work workflow',
  'omi --profile ': String.raw`it\'s\ \$\(touch\ pwned\) two\ words work`,
  'omi config profile use ': String.raw`it\'s\ \$\(touch\ pwned\) two\ words work`,
  'omi memory ': 'create delete get list search update',
  'omi config profile ': 'delete list use',
}

const CONFIG = `# a comment
active_profile = "work"
[profiles."two words"]
api_key = "[profiles.secret]"
[ profiles . work ] # at work
[profiles."it's $(touch pwned)"]
`

/** Values of a flag, and how a shell has to write them into a line. */
const ODD_VALUES = {
  '$(touch pwned)': String.raw`\$\(touch\ pwned\)`,
  'a b': String.raw`a\ b`,
  'a`id`b': 'a\\`id\\`b',
  "it's": String.raw`it\'s`,
}

const HOSTILE_TEXT = '"; touch pwned; $(touch pwned) `touch pwned` \'\t\u001B]0;pwned\u0007 %F{red}\nmore'
const ODD_FLAG = {description: HOSTILE_TEXT, name: 'odd', options: Object.keys(ODD_VALUES), type: 'option'}
const CODE = 'module.exports = class { static async run() {} }'
const HOSTILE_PLUGIN = {
  'zz-$(id)': {code: CODE, manifest: {}},
  'zz-a': {
    code: CODE,
    manifest: {description: HOSTILE_TEXT, flags: {'bad\u001B': {name: 'bad\u001B', type: 'boolean'}, odd: ODD_FLAG}},
  },
  'zz-b': {code: CODE, manifest: {summary: HOSTILE_TEXT}},
}

/** fish is asked for the candidates as they are, before it quotes what it inserts. */
const asAnswered = (shell: string, text: string) => (shell === 'fish' ? text.replaceAll('\\', '') : text)

const trimmed = (lines: readonly string[]) => lines.map((line) => line.trimEnd())

describe('completion', () => {
  describe.each(SHELLS)('in %s', (shell) => {
    const installed = isInstalled(shell)
    const name = (title: string) => (installed ? title : `${title} (skipped: ${shell} is not installed)`)

    it.skipIf(!installed)(name('knows global flags, topics, verbs, flags, values and profiles'), async () => {
      const home = await homeWithCompletion(shell)
      writeFileSync(join(home, '.omi/config.toml'), CONFIG)
      const single = await complete(shell, home, Object.keys(SINGLE), 'tab')
      expect(trimmed(single.lines)).toEqual(trimmed(Object.values(SINGLE)))
      expect(single.screen).not.toContain('no matches found')
      const several = await complete(shell, home, Object.keys(SEVERAL))
      const lines = Object.entries(SEVERAL).map(([line, all]) => line.replace(/\S*$/, '') + asAnswered(shell, all))
      expect(trimmed(several.lines)).toEqual(lines)
      expect([...single.files, ...several.files]).toEqual([])
    })

    it.skipIf(!installed)(
      name('follows plugins that come and go, and neither runs nor obeys what they say of themselves'),
      async () => {
        // The plugin comes after the shell was set up.
        const home = await homeWithPlugin(HOSTILE_PLUGIN, await homeWithCompletion(shell))
        const all = await complete(shell, home, ['omi zz-', 'omi zz-a --odd ', 'omi zz-a --'])
        expect(trimmed(all.lines)).toEqual([
          `omi ${asAnswered(shell, String.raw`zz-\$\(id\) zz-a zz-b`)}`,
          `omi zz-a --odd ${asAnswered(shell, Object.values(ODD_VALUES).join(' '))}`,
          'omi zz-a --help --odd',
        ])
        const shown = await complete(shell, home, ['omi zz-'], 'tab')
        expect(all.screen + shown.screen).not.toContain('\u001B]0;pwned')
        if (shell !== 'bash') expect(shown.screen).toContain(String.raw`\x1b]0;pwned`)
        expect([...all.files, ...shown.files]).toEqual([])
        await omi(['plugins', 'uninstall', 'omi-plugin-test'], {home})
        expect((await complete(shell, home, ['omi zz-'], 'tab')).lines).toEqual(['omi zz-'])
      },
    )

    it.skipIf(!installed)(name('is silent without its words, and without its scripts'), async () => {
      const home = await homeWithCompletion(shell)
      const without = async (place: string) => {
        rmSync(join(home, '.omi/cache', place), {recursive: true})
        const {lines, screen} = await complete(shell, home, ['omi mem'], 'tab')
        expect(lines).toEqual(['omi mem'])
        expect(screen).not.toMatch(/no such|cannot|error|awk/i)
      }

      await without('autocomplete/words.tsv')
      await without('autocomplete')
    })
  })

  it.skipIf(!isInstalled('bash'))('brings its words up to date when omi has another version', async () => {
    const home = await homeWithCompletion('bash')
    const file = join(home, '.omi/cache/autocomplete/words.tsv')
    const words = readFileSync(file, 'utf8')
    writeFileSync(file, words.replace(/^#\tversion\t[^\t]+/, '#\tversion\t0.0.1').replaceAll('memory', 'memento'))
    expect((await complete('bash', home, ['omi mem'], 'tab')).lines).toEqual(['omi memento '])
    await expect.poll(() => readFileSync(file, 'utf8'), {timeout: 20_000}).toBe(words)
    await expect.poll(() => readdirSync(join(file, '..')), {timeout: 20_000}).not.toContain('refreshing')
  })

  describe('is set up by omi autocomplete, which', () => {
    it('prints the line for your shell on stdout, and where it goes on stderr', async () => {
      const {code, stderr, stdout} = await omi(['autocomplete'], {env: {SHELL: '/usr/bin/fish'}})
      expect({code, stderr}).toEqual({
        code: 0,
        stderr: 'Put this line at the end of ~/.config/fish/config.fish, then open a new shell:\n',
      })
      expect(stdout).toBe(
        'test -r "$HOME/.omi/cache/autocomplete/omi.fish"; and source "$HOME/.omi/cache/autocomplete/omi.fish"\n',
      )
    })

    it('answers in JSON, for PowerShell too', async () => {
      const home = temporaryFolder()
      const {stdout} = await omi(['--json', 'autocomplete', 'powershell'], {home})
      const folder = join(home, '.omi/cache/autocomplete')
      expect(JSON.parse(stdout)).toEqual({
        folder,
        shell: 'powershell',
        line: expect.stringContaining('omi.ps1'),
        rc_file: '$PROFILE',
      })
      expect(readFileSync(join(folder, 'omi.ps1'), 'utf8')).toContain(
        'Register-ArgumentCompleter -Native -CommandName omi',
      )
    })

    it('writes the words anew and says nothing of shells with --refresh-cache', async () => {
      const home = temporaryFolder()
      expect(await omi(['autocomplete', '--refresh-cache'], {home})).toMatchObject({code: 0, stdout: ''})
      expect(readdirSync(join(home, '.omi/cache/autocomplete'))).toContain('words.tsv')
    })

    it('says so when it does not know the shell, and when it cannot write', async () => {
      expect(await omi(['autocomplete'], {env: {SHELL: '/bin/tcsh'}})).toEqual({
        code: 1,
        stderr: '✗ Missing argument: SHELL\n  Say for which shell: bash, zsh, fish, powershell.\n',
        stdout: '',
      })
      const home = temporaryFolder()
      mkdirSync(join(home, '.omi'))
      writeFileSync(join(home, '.omi/cache'), '')
      const {code, stderr, stdout} = await omi(['autocomplete', 'bash'], {home})
      expect({code, stdout}).toEqual({code: 1, stdout: ''})
      expect(stderr).toMatch(/^✗ Cannot write the completions\n {2}\S+ \(E[A-Z]+\): .+\n$/)
    })
  })
})
