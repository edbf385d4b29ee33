import {type Answer} from '../api/types.js'
import {type Output} from '../output/output.js'
import {records} from '../output/records.js'
import {styled} from '../output/style.js'
import {cellText, type View} from '../output/view.js'
import {visibleLines} from '../text/visible-text.js'

const sourceView: View<Answer['sources'][number]> = {
  columns: [
    {id: 'conversation', name: 'id', value: ({id}) => id},
    {flexible: true, name: 'title', value: ({title}) => title},
    {name: 'created_at', value: ({created_at: time}) => time},
  ],
  async table({now}) {
    const {timeInWords} = await import('../output/time-words.js')
    const [id, title] = this.columns
    return {columns: [id, {header: 'WHEN', name: 'created_at', value: ({created_at: time}) => timeInWords(time, now)}, title]}
  },
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
