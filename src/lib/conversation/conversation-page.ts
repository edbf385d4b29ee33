import {type Conversation, type TranscriptSegment} from '../contract/schema.js'
import {cellWidth} from '../output/cell-width.js'
import {localTime} from '../output/local-time.js'
import {hanging, paragraph} from '../output/paragraph.js'
import {formatRecord} from '../output/record.js'
import {records} from '../output/records.js'
import {relativeTime} from '../output/relative-time.js'
import {styled} from '../output/style.js'
import {type Terminal} from '../output/terminal.js'
import {type Cell, cellText} from '../output/view.js'
import {visible} from '../text/visible-text.js'
import {titleOf} from './conversation-view.js'
import {offset, speakerOf} from './transcript.js'

type Structured = Conversation['structured']
type ActionItem = NonNullable<Structured['action_items']>[number]
type Event = NonNullable<Structured['events']>[number]

/** A conversation for a person to read, wrapped to the terminal, with a line end after the last line; `now` is in milliseconds since 1970. */
export function conversationPage(conversation: Conversation, terminal: Terminal, now: number): string {
  const {structured, transcript_segments: segments} = conversation
  const heading = (text: string) => styled(terminal.color, 'bold', text)
  const section = (name: string, lines: string[]) =>
    lines.length > 0 ? `${[heading(name), ...lines].join('\n')}\n` : ''
  return [
    `${heading(paragraph(titleOf(conversation) || '(no title)', terminal.width))}\n${facts(conversation, terminal, now)}`,
    structured?.overview ? `${paragraph(structured.overview, terminal.width)}\n` : '',
    section(
      'Action items',
      records(structured?.action_items).map((item) => actionItemLine(item, terminal, now)),
    ),
    section(
      'Events',
      records(structured?.events).map((event) => eventLine(event, terminal)),
    ),
    section('Transcript', segments ? transcriptLines(records(segments), terminal) : []),
  ]
    .filter(Boolean)
    .join('\n')
}

/** What else there is to know, as `field value` lines. */
function facts(conversation: Conversation, terminal: Terminal, now: number): string {
  const {folder_id: folderId, folder_name: folderName, geolocation, language, source, structured} = conversation
  const fields: Array<[name: string, value: Cell]> = [
    ['id', conversation.id],
    ['started', relativeTime(conversation.started_at ?? conversation.created_at, now)],
    ['finished', localTime(conversation.finished_at)],
    ['category', structured?.category],
    ['folder', folderName ?? folderId],
    ['language', language],
    ['source', source],
    ['place', geolocation?.address],
  ]
  const columns = fields
    .filter(([, value]) => cellText(value) !== '')
    .map(([name, value]) => ({name, value: () => value}))
  return formatRecord(columns, conversation, terminal)
}

function actionItemLine({completed, description, due_at: dueAt}: ActionItem, {width}: Terminal, now: number): string {
  const due = dueAt && !completed ? `, due ${relativeTime(dueAt, now)}` : ''
  return hanging(`  ${completed ? 'done' : 'open'}  `, 8, cellText(description) + due, width)
}

function eventLine({description, duration, start, title}: Event, {width}: Terminal): string {
  const time = visible(cellText(localTime(start)))
  const length = duration ? `, ${cellText(duration)} min` : ''
  const more = description ? `: ${cellText(description)}` : ''
  return hanging(`  ${time}  `, cellWidth(time) + 4, cellText(title) + length + more, width)
}

/** Offset, speaker and text in columns, the text wrapped within its own. */
function transcriptLines(segments: readonly TranscriptSegment[], {color, width}: Terminal): string[] {
  if (segments.length === 0) return ['  (empty)']
  const rows = segments.map((segment) => ({
    speaker: visible(speakerOf(segment)),
    text: cellText(segment.text),
    time: visible(offset(segment.start)),
  }))
  const timeWidth = Math.max(...rows.map(({time}) => time.length))
  const speakerWidth = Math.max(...rows.map(({speaker}) => cellWidth(speaker)))
  return rows.map(({speaker, text, time}) => {
    const padding = ' '.repeat(speakerWidth - cellWidth(speaker))
    const start = `  ${styled(color, 'dim', time.padStart(timeWidth))}  ${speaker}${padding}  `
    return hanging(start, timeWidth + speakerWidth + 6, text, width)
  })
}
