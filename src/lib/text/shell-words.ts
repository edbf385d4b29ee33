import {hideCredentials} from './hide-credentials.js'
import {visible} from './visible-text.js'

const LONGEST = 200

/** A command line as it can be pasted into a shell, with nothing secret and no endless word in it. */
export const shellLine = (words: string[]) => hideSecretValues(words).map(shellWord).join(' ')

function hideSecretValues(words: string[]): string[] {
  return words.map((word, index) => {
    if (words[index - 1] === '--api-key' && word !== '-') return 'KEY'
    if (word.startsWith('--api-key=')) return '--api-key=KEY'
    return hideCredentials(word)
  })
}

/** A word of a user's, where it is shown again. */
export function shortened(word: string): string {
  const characters = [...word]
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : word
}

function shellWord(word: string): string {
  const text = shortened(word)
  // Not a = at the beginning: zsh reads a command's name in what follows it.
  if (/^[\w%+,./:@-][\w%+,./:=@-]*$/.test(text)) return text
  if (visible(text) !== text) return `$'${ansiC(text)}'`
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** The inside of `$'…'`, as bash, zsh and ksh read it. */
const ansiC = (text: string) => visible(text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`))
