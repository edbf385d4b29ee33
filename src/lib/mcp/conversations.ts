import {type Conversation} from '../contract/schema.js'
import {speakerOf} from '../conversation/transcript.js'
import {isObject} from '../json/is-object.js'
import {records} from '../output/records.js'
import {cellText} from '../output/view.js'
import {fitted, lengthOf, ROOM} from './fit.js'

/** What a list shows of a conversation. */
export function cardOf(document: unknown) {
  if (!isObject(document)) return document
  const {
    created_at: created,
    finished_at: finished,
    id,
    started_at: started,
    structured,
  } = document as Partial<Conversation>
  const {category, overview, title} = structured ?? {}
  return {id, title, overview, category, created_at: created, started_at: started, finished_at: finished}
}

/** From which segment on a transcript is told, and about how many characters of it. */
export interface TranscriptPart {
  readonly fromSegment: number
  readonly maxChars: number
}

/**
 * A conversation with a part of its transcript as text, a line for each segment. The part ends with a whole segment and has one
 * at least, which is cut where it alone is longer than an answer. `nextSegment` is undefined at the end of the transcript.
 */
export function withTranscript(document: object, {fromSegment, maxChars}: TranscriptPart) {
  const {transcript_segments: segments, ...rest} = document as Partial<Conversation>
  const about = fitted(rest, ROOM / 4)
  const all = records(segments).map((segment) => oneLine(`${speakerOf(segment)}: ${cellText(segment.text)}`))
  const room = ROOM - lengthOf(about.value)
  const lines: string[] = []
  let chars = 0
  let used = 0
  for (const line of all.slice(fromSegment)) {
    chars += line.length + 1
    used += lengthOf(line)
    if (lines.length > 0 && (chars - 1 > maxChars || used > room)) break
    lines.push(line)
  }

  const text = fitted(lines.join('\n'), room)
  const next = fromSegment + lines.length
  return {
    cut: about.cut || text.cut,
    item: {...(about.value as object), segments: all.length, transcript: text.value},
    nextSegment: next < all.length ? next : undefined,
  }
}

/** A line end in a name or a text would make one speaker two. */
const oneLine = (text: string) => text.replaceAll(/\s*[\n\v\f\r\u0085\u2028\u2029]\s*/g, ' ')
