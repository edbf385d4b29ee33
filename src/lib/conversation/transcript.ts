import {type TranscriptSegment} from '../contract/schema.js'
import {records} from '../output/records.js'
import {cellText} from '../output/view.js'

/** Who said it: a name or a number, as far as the server knows. */
export const speakerOf = ({speaker_id: id, speaker_name: name}: TranscriptSegment): string =>
  cellText(name) || `Speaker ${cellText(id)}`.trim()

/** Seconds from the beginning as `00:12`, from an hour on as `1:02:03`; what is no number stays as it is. */
export function offset(seconds: number): string {
  if (!Number.isFinite(seconds)) return cellText(seconds)
  const whole = Math.floor(seconds)
  const clock = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return whole < 3600 ? clock : `${Math.floor(whole / 3600)}:${clock}`
}

/** A transcript as text: a line `00:12  Speaker 1  text` per segment. */
export const transcriptText = (segments: null | readonly TranscriptSegment[] | undefined): string =>
  records(segments)
    .map((segment) => [offset(segment.start), speakerOf(segment), cellText(segment.text)].join('  '))
    .join('\n')
