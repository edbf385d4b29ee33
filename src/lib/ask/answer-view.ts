import {type Answer} from '../api/types.js'
import {type Output} from '../output/output.js'
import {records} from '../output/records.js'
import {styled} from '../output/style.js'
import {timeInWords} from '../output/time-words.js'
import {cellText, type Column, type View} from '../output/view.js'
import {visibleLines} from '../text/visible-text.js'

type Source = Answer['sources'][number]

const id: Column<Source> = {id: 'conversation', name: 'id', value: (source) => source.id}
const title: Column<Source> = {flexible: true, name: 'title', value: (source) => source.title}

const sourceView: View<Source> = {
  columns: [id, title, {name: 'created_at', value: ({created_at: time}) => time}],
  table: ({now}) => ({
    columns: [
      id,
      {header: 'WHEN', name: 'created_at', rank: 1, value: ({created_at: time}) => timeInWords(time, now)},
      title,
    ],
  }),
}

/** The answer, wrapped on a terminal, and after an empty line the conversations that it comes from, if any. */
export async function showAnswer(output: Output, {answer, sources}: Answer): Promise<void> {
  const {terminal} = output
  const text = terminal
    ? (await import('../output/paragraph.js')).paragraph(answer, terminal.width)
    : visibleLines(cellText(answer)).join('\n')
  await output.write(`${text}\n`)
  const found = records(sources)
  if (found.length === 0) return
  await output.write(terminal ? `\n${styled(terminal.color, 'bold', 'Sources')}\n` : '\n')
  await output.list(sourceView, found)
}
