// An account of 100,000 memories and 5,000 conversations of 200 segments each, as the sandbox would serve it without rate limits, rendered when it is
// asked for: what is measured against it is the client. Prints its port. Other numbers of each may be given.
import {createServer} from 'node:http'

const [MEMORIES = 100_000, CONVERSATIONS = 5000, SEGMENTS = 200] = process.argv.slice(2).map(Number)
const NEWEST = Date.parse('2026-11-30T10:00:00Z')

/** The same numbers in each run. */
function random(seed) {
  let state = seed + 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

const letters = random(1)
const WORDS = Array.from({length: 20_000}, () =>
  Array.from({length: 3 + Math.floor(letters() * 7)}, () => String.fromCodePoint(97 + Math.floor(letters() * 26))).join(
    '',
  ),
)

/** Few words are common, as in any language. */
const sentence = (next, length) => Array.from({length}, () => WORDS[Math.floor(WORDS.length * next() ** 3)]).join(' ')

const timeOf = (index, minutes) => new Date(NEWEST - index * minutes * 60_000).toISOString().replace('Z', '000Z')

const idOf = (kind, index) => `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`

const memory = (index) => ({
  id: idOf('a', index),
  content: sentence(random(index), 14),
  category: 'interesting',
  visibility: 'private',
  tags: [],
  created_at: timeOf(index, 13),
  updated_at: timeOf(index, 13),
  manually_added: false,
  reviewed: false,
  edited: false,
})

function conversation(index, withTranscript) {
  const next = random(index + 1_000_000)
  const [title, overview] = [sentence(next, 5), sentence(next, 40)]
  return {
    id: idOf('c', index),
    created_at: timeOf(index, 211),
    started_at: timeOf(index, 211),
    finished_at: timeOf(index, 211),
    structured: {title, overview, emoji: '🧠', category: 'work', action_items: [], events: []},
    language: 'en',
    source: 'omi',
    transcript_segments: withTranscript
      ? Array.from({length: SEGMENTS}, (_, at) => ({
          id: `s${at}`,
          text: sentence(next, 10),
          speaker_id: at % 3,
          speaker_name: null,
          start: at * 5,
          end: at * 5 + 4,
        }))
      : null,
    geolocation: null,
    folder_id: null,
    folder_name: null,
  }
}

const range = (from, count, total) =>
  Array.from({length: Math.max(0, Math.min(count, total - from))}, (_, at) => from + at)

function answer({pathname, searchParams: query}) {
  const offset = Number(query.get('offset') ?? 0)
  const limit = Number(query.get('limit') ?? 25)
  if (pathname.endsWith('/memories')) return range(offset, Math.min(limit, 1000), MEMORIES).map(memory)
  if (pathname.endsWith('/daily-summaries')) return {summaries: []}
  if (!pathname.endsWith('/conversations')) return []
  const withTranscript = query.get('include_transcript') === 'true'
  const end = query.get('end_date')
  const first = end ? Math.ceil((NEWEST - Date.parse(end)) / (211 * 60_000)) : 0
  const cap = withTranscript ? 25 : 100
  return range(first + offset, Math.min(limit, cap), CONVERSATIONS).map((index) => conversation(index, withTranscript))
}

const server = createServer((request, response) => {
  const body = Buffer.from(JSON.stringify(answer(new URL(request.url, 'http://localhost'))))
  response.writeHead(200, {'content-length': body.length, 'content-type': 'application/json'}).end(body)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
