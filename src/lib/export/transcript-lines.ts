import {type Conversation} from '../contract/schema.js'
import {speakerOf} from '../conversation/transcript.js'
import {records} from '../output/records.js'
import {textOf} from './said.js'

/** Something that was said. */
export interface SpokenLine {
  /** Milliseconds from the beginning; behind `start`. */
  readonly end: number
  readonly speaker: string
  readonly start: number
  /** On one line or more, never empty. */
  readonly text: string
}

/** How long something is shown that ends before it begins, in milliseconds. */
const SHORTEST = 2000

/** What was said in a conversation, in the order of the transcript; a server may send anything for it. */
export function spokenLines({transcript_segments: segments}: Conversation): SpokenLine[] {
  return records(segments).flatMap((segment) => {
    const text = textOf(segment.text).trim()
    if (text === '') return []
    const start = milliseconds(segment.start) ?? 0
    const end = milliseconds(segment.end) ?? 0
    return [{end: end > start ? end : start + SHORTEST, speaker: textOf(speakerOf(segment)).trim(), start, text}]
  })
}

const milliseconds = (seconds: unknown): number | undefined =>
  typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1000) : undefined

/** `01:02:03.004`, with `mark` in front of the milliseconds. */
export function timeCode(time: number, mark = '.'): string {
  const seconds = Math.floor(time / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}${mark}${String(time % 1000).padStart(3, '0')}`
}
