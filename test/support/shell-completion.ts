import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

import {environmentOf, OMI, temporaryFolder} from './omi.js'
import {omi} from './within.js'

/** The shells that completion is tried in. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type TestedShell = (typeof SHELLS)[number]

export const isInstalled = (shell: TestedShell) => spawnSync(shell, ['-c', 'exit 0']).status === 0

const RC_FILES = {bash: '.bashrc', fish: '.config/fish/config.fish', zsh: '.zshrc'}

/** A home folder, with a blank in its name, whose shell was set up as `omi autocomplete` says. */
export async function homeWithCompletion(shell: TestedShell, home = join(temporaryFolder(), 'my home')) {
  mkdirSync(dirname(join(home, RC_FILES[shell])), {recursive: true})
  const {stdout} = await omi(['autocomplete', shell], {home})
  writeFileSync(join(home, RC_FILES[shell]), `${stdout}${EXTRAS[shell]}`)
  return home
}

/**
 * Ctrl-T puts all candidates into the line, as the shell would write each of them, and Ctrl-O tells what the line is. The
 * prompt tells that the shell reads keys: what is typed before goes through the terminal's own line editing.
 */
const EXTRAS = {
  bash: String.raw`
    PS1='<<ready>>'
    bind 'set enable-bracketed-paste off' 'set bell-style none'
    bind '"\C-t": insert-completions'
    bind -x '"\C-o": printf "<<=%s>>\n" "$READLINE_LINE"'
  `,
  fish: '',
  zsh: `
    PS1='<<ready>>' PROMPT_SP= zle_highlight=(none)
    unsetopt beep prompt_cr prompt_sp
    insert-all() { _main_complete; compstate[insert]=all }
    zle -C insert-all complete-word insert-all
    bindkey '^T' insert-all
    tell() { print -r -- "<<=$BUFFER>>" }
    zle -N tell
    bindkey '^O' tell
  `,
}

export interface Completed {
  /** What is in the folder where the shell ran, beside what was there before. */
  readonly files: string[]
  /** What each line became. */
  readonly lines: string[]
  /** All that the shell wrote. */
  readonly screen: string
}

/** A file in the folder where the shell runs. */
const OFFERED_FILE = 'talk.json'

/** Types each line into the shell and then Tab, or, for `all`, has it put every candidate for the line's end into it. */
export async function complete(
  shell: TestedShell,
  home: string,
  lines: readonly string[],
  key: 'all' | 'tab' = 'all',
): Promise<Completed> {
  const folder = temporaryFolder()
  symlinkSync(OMI, join(folder, 'omi'))
  writeFileSync(join(folder, OFFERED_FILE), '[]')
  const env = {...environmentOf({home}), PATH: `${folder}:${process.env.PATH}`, TERM: 'xterm'}
  const place = {cwd: folder, env}
  const typed = key === 'tab' ? '\t' : '\u0014'
  const run = shell === 'fish' ? completeInFish(place, lines) : await completeOnTerminal(shell, place, lines, typed)
  return {...run, files: readdirSync(folder).filter((name) => name !== 'omi' && name !== OFFERED_FILE)}
}

interface Place {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

async function completeOnTerminal(shell: 'bash' | 'zsh', place: Place, lines: readonly string[], key: string) {
  const command = shell === 'bash' ? 'bash -i' : 'zsh -d -i'
  const child = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], place)
  const answers: string[] = []
  let screen = ''
  let read = 0
  let isReady = false
  // Ctrl-U empties the line; Ctrl-D at an empty line ends the shell.
  const type = (line: string | undefined) =>
    child.stdin.write(line === undefined ? '\u0015\u0004' : `\u0015${line}${key}\u000F`)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (!isReady && screen.includes('<<ready>>')) {
      isReady = true
      type(lines[0])
    }

    const answer = /<<=([^]*?)>>/g
    answer.lastIndex = read
    for (let found = answer.exec(screen); found; found = answer.exec(screen)) {
      read = answer.lastIndex
      answers.push(found[1] ?? '')
      type(lines[answers.length])
    }
  })
  await once(child, 'close')
  return {lines: answers, screen}
}

/** fish tells the candidates itself; there is no key that inserts them all. */
function completeInFish(place: Place, lines: readonly string[]) {
  const script = String.raw`for line in $argv; complete -C$line; echo '<<>>'; end`
  const {stderr, stdout} = spawnSync('fish', ['-c', script, ...lines], {...place, encoding: 'utf8'})
  const answers = stdout.split('<<>>\n').slice(0, -1)
  return {
    lines: lines.map((line, index) => {
      const candidates = (answers[index] ?? '')
        .split('\n')
        .filter(Boolean)
        .map((text) => text.split('\t', 1)[0])
      return candidates.length === 0 ? line : line.replace(/\S*$/, '') + candidates.join(' ')
    }),
    screen: stderr + stdout,
  }
}
