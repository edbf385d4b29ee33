import {offset} from '../../conversation/transcript.js'
import {hanging} from '../../output/paragraph.js'
import {styled} from '../../output/style.js'
import {type Terminal} from '../../output/terminal.js'
import {timeInWords} from '../../output/time-words.js'
import {type Found, type SearchFacts} from './search.js'
import {type Match} from './snippet.js'

const INDENT = '  '

/** What was found, for somebody at a terminal: what it is and when it was, then the passage, who said it and when. */
export function searchPage(
  items: readonly Found[],
  {at, titleMatches}: SearchFacts,
  terminal: Terminal,
  now: Date,
): string {
  return items
    .map((found, index) => {
      const time = at[index]
      const when = time === null || time === undefined ? undefined : dateOf(found, time, now)
      const facts = [found.noun, found.id, when].filter(Boolean).join('  ')
      const lines = [
        styled(terminal.color, 'dim', hanging('', 0, facts, terminal.width)),
        marked(found.title || '(no title)', titleMatches[index] ?? [], terminal),
        ...(found.snippet === found.title ? [] : [marked(found.snippet, found.matches, terminal, INDENT)]),
        ...(found.segment
          ? [`${INDENT}${styled(terminal.color, 'dim', hanging('', 0, saidBy(found.segment), terminal.width))}`]
          : []),
      ]
      return `${lines.join('\n')}\n`
    })
    .join('\n')
}

/** A summary is of a day, whatever the time zone. */
const dateOf = ({noun}: Found, time: number, now: Date): string | undefined =>
  noun === 'daily-summary' ? new Date(time).toISOString().slice(0, 10) : timeInWords(new Date(time).toISOString(), now)

const saidBy = ({speaker, start}: NonNullable<Found['segment']>): string =>
  start === null ? speaker : `${speaker}, at ${offset(start)}`

/** Private characters, which take the places of the marks while lines are laid out. */
const [BEGIN, END] = ['\uE0F0', '\uE0F1']

function marked(text: string, matches: readonly Match[], {color, width}: Terminal, indent = ''): string {
  let from = 0
  const pieces: string[] = []
  const add = (to: number) => pieces.push(text.slice(from, to).replaceAll(/[\uE0F0\uE0F1]/g, ''))
  for (const [start, end] of matches) {
    add(start)
    pieces.push(BEGIN)
    from = start
    add(end)
    pieces.push(END)
    from = end
  }

  add(text.length)
  return hanging(indent, indent.length, pieces.join(''), width).replaceAll(
    /\uE0F0([^\uE0F1]*)\uE0F1/g,
    (_, match: string) => (color ? styled(color, 'bold', match) : `*${match}*`),
  )
}
