import {offset} from '../../conversation/transcript.js'
import {localTime} from '../../output/local-time.js'
import {type FormatJob, type ItemFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {described, oneLine} from '../said.js'
import {type SpokenLine, spokenLines, timeCode} from '../transcript-lines.js'

/** A file for each conversation with a transcript. */
const transcripts = (
  extension: string,
  summary: string,
  format: (lines: readonly SpokenLine[], item: ExportItem) => string,
): ItemFormat => ({
  extension,
  layout: 'each-item',
  nouns: ['conversation'],
  summary,
  withTranscripts: true,
  write(item: ExportItem, _job: FormatJob) {
    const lines = item.noun === 'conversation' ? spokenLines(item.document) : []
    return lines.length > 0 ? format(lines, item) : undefined
  },
})

/** SubRip, as VLC and ffmpeg read it: numbered, with a comma before the milliseconds. */
export const srt = transcripts('srt', 'Subtitles (SubRip) of what was said', (lines) =>
  lines
    .map((line, index) => {
      const times = `${timeCode(line.start, ',')} --> ${timeCode(line.end, ',')}`
      return `${index + 1}\n${times}\n${spoken(line, ': ')}\n`
    })
    .join('\n'),
)

/** WebVTT (https://www.w3.org/TR/webvtt1/): who says it in a voice tag. */
export const vtt = transcripts('vtt', 'Subtitles (WebVTT) of what was said', (lines) => {
  const cues = lines.map((line) => {
    const voice = line.speaker === '' ? '' : `<v ${escaped(oneLine(line.speaker))}>`
    return `${timeCode(line.start)} --> ${timeCode(line.end)}\n${voice}${escaped(inLines(line.text))}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
})

/** To be read: when it was said, who said it, and what. */
export const txt = transcripts('txt', 'What was said, to be read', (lines, item) => {
  const {at, title} = described(item)
  const heading = [title, at ? localTime(at.toISOString()) : '', ''].filter((line, index) => line !== '' || index === 2)
  const said = lines.map(({speaker, start, text}) => [offset(start / 1000), speaker, oneLine(text)].join('  '))
  return `${[...heading, ...said].join('\n')}\n`
})

const spoken = ({speaker, text}: SpokenLine, mark: string) =>
  escaped([oneLine(speaker), inLines(text)].filter(Boolean).join(mark))

/** An empty line would be the end of it. */
const inLines = (text: string) =>
  text
    .split(/\r\n|[\n\r]/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n')

/** As WebVTT has it, and as players of SubRip, which know tags of HTML, read it too. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
