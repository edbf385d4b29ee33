import {describe, expect, it, vi} from 'vitest'

import {omiOnTerminal, type RunOptions} from '../support/omi.js'
import {pointedAt, serverForTest} from '../support/server.js'

const ERASED = '\r\u001B[K'

const memories = (count: number, offset: number) =>
  Array.from({length: count}, (_, index) => ({id: `m${offset + index}`, content: 'Likes walks'}))

/** A server that answers once `text` is on the screen, from page number `slow` of a list on; before that at once. */
async function serverWaitingFor(text: RegExp, {answers = [{}], slow = 0}: {answers?: object[]; slow?: number} = {}) {
  let show!: () => void
  const shown = new Promise<void>((resolve) => {
    show = resolve
  })
  let asked = 0
  const apiBase = await serverForTest(async (request, response) => {
    asked += 1
    const at = asked
    request.resume()
    if (at > slow) await shown
    const offset = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('offset'))
    const isList = request.method === 'GET' && request.url?.includes('limit')
    const answer = isList ? memories(offset < 400 ? 200 : 0, offset) : (answers[at - 1] ?? answers.at(-1))
    response.writeHead(answer === undefined || !('status' in answer) ? 200 : Number(answer.status), {
      'content-type': 'application/json',
    })
    response.end(JSON.stringify(answer))
  })
  const onScreen = (screen: string) => {
    if (text.test(screen)) show()
  }

  const env = {...pointedAt(apiBase), CI: undefined}
  return {asked: () => asked, host: new URL(apiBase).host, options: {columns: 100, env, onScreen}}
}

/** What is left of what was shown when all is erased that was. */
const afterErasing = (screen: string) =>
  screen
    .split(ERASED)
    .map((text, index, all) => (index < all.length - 1 ? text.slice(0, text.lastIndexOf('\n') + 1) : text))
    .join('')

const run = (args: string[], options: RunOptions) => omiOnTerminal(args, options)

describe('a request that takes over a second', () => {
  it.each([
    ['memory get m1', 'Reading memories from'],
    ['memory create walks', 'Sending memories to'],
    ['memory delete m1 --yes', 'Deleting memories at'],
    ['ask why', 'Waiting for an answer from'],
    ['api GET /v2/things', 'Waiting for'],
  ])('is told on a terminal in words, and leaves no trace: omi %s', async (line, words) => {
    const {host, options} = await serverWaitingFor(/… 1s/)
    const {screen} = await run(line.split(' '), options)
    expect(screen).toContain(`${words} ${host}… 1s`)
    expect(screen).toContain(ERASED)
    expect(afterErasing(screen)).not.toContain('…')
  })

  it('counts its seconds', async () => {
    const {host, options} = await serverWaitingFor(/… 3s/)
    const {screen} = await run(['memory', 'get', 'm1'], options)
    expect(screen).toContain(`Reading memories from ${host}… 2s${ERASED}Reading memories from ${host}… 3s${ERASED}`)
  })

  it('of a list is told with how many items are there', async () => {
    const {host, options} = await serverWaitingFor(/\d memories from/, {slow: 2})
    const {code, screen} = await run(['memory', 'list', '--all'], options)
    expect(screen).toMatch(new RegExp(`\\b\\d{3} memories from ${host}… \\ds`))
    expect(afterErasing(screen)).not.toContain('memories')
    expect(code).toBe(0)
  })

  it('makes way for what else is said', async () => {
    const {host, options} = await serverWaitingFor(/… 1s/, {answers: [{status: 503}, {}]})
    const {screen} = await run(['-v', 'memory', 'get', 'm1'], options)
    expect(screen).toContain(`from ${host}… 1s${ERASED}[debug] GET /v1/dev/user/memories/m1 → 503`)
  })

  it('is not told where nobody watches, or where it would be in the way', async () => {
    const memory = {id: 'm1', content: 'Likes walks'}
    const {asked, options} = await serverWaitingFor(/… 1s/, {answers: [memory]})
    const {env} = options
    const get = ['memory', 'get', 'm1']
    const hushed = Promise.all([
      run(['--json', ...get], {env}),
      run(get, {after: ' | cat', env}),
      run(get, {before: 'TERM=dumb ', env}),
      run(get, {env: {...env, CI: 'true'}}),
    ])
    await vi.waitFor(() => expect(asked()).toBe(4), {timeout: 20_000})
    // They wait for longer than one behind them that is told. A line that stays takes more than that.
    const [told, lines] = await Promise.all([run(get, options), run(get, {env: {...env, OMI_ACCESSIBLE: '1'}})])
    expect(told.screen).toContain('… 1s')
    const runs = [...(await hushed), lines]
    for (const {screen} of runs) {
      expect(screen).toContain('Likes walks')
      expect(screen).not.toContain('Reading')
      expect(screen).not.toContain('\r')
    }
  })

  it('is told once, in a line that stays, for a screen reader', async () => {
    const {host, options} = await serverWaitingFor(/Reading [^\n]*\n/)
    const {screen} = await run(['memory', 'get', 'm1'], {...options, env: {...options.env, OMI_ACCESSIBLE: '1'}})
    expect(screen).toMatch(new RegExp(`^Reading memories from ${host}…\\n`))
    expect(screen.match(/Reading/g)).toHaveLength(1)
    expect(screen).not.toContain('\r')
  })
})
