// An API of nothing but a long list of memories, in pages of at most 1,000 as in production, each rendered once: what is
// measured against it is the client. Prints its port; each request's target is on stdout then, a line each, when LOG is set.
import {createServer} from 'node:http'

const COUNT = Number(process.argv[2])
const CAP = 1000

const items = Array.from({length: COUNT}, (_, index) =>
  JSON.stringify({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    content: `Memory number ${index}: likes to go for a walk before breakfast, whatever the weather is like`,
    category: 'interesting',
    visibility: 'private',
    tags: ['bench'],
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    manually_added: false,
    scoring: null,
    reviewed: false,
    edited: false,
  }),
)
const pages = new Map()

function page(target) {
  let body = pages.get(target)
  if (!body) {
    const {searchParams} = new URL(target, 'http://localhost')
    const offset = Number(searchParams.get('offset'))
    body = Buffer.from(`[${items.slice(offset, offset + Math.min(CAP, Number(searchParams.get('limit')))).join(',')}]`)
    pages.set(target, body)
  }

  return body
}

const server = createServer((request, response) => {
  const body = page(request.url)
  response.writeHead(200, {'content-length': body.length, 'content-type': 'application/json'}).end(body)
})
// Who reads the same pages again has to know which they were.
process.on('message', () => process.send([...pages.keys()]))
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
