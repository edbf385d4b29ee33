import {describe, expect, it} from 'vitest'

import {call, clock, CONVERSATIONS, document, sandboxFor} from './support.js'

const ASK = '/v1/dev/user/ask'

interface Answer {
  answer: string
  sources: {id: string; title: string}[]
}

describe('ask', () => {
  it('quotes the conversations that share the most words with the question, best first', async () => {
    const sandbox = await sandboxFor({now: clock('2026-11-23T23:30:00Z').now})
    await document(sandbox, 'POST', CONVERSATIONS, {text: 'Alarm colours.\nHelena prefers AMBER for the alarm.'})
    await document(sandbox, 'POST', CONVERSATIONS, {text: 'Colours of the kitchen wall.'})
    await document(sandbox, 'POST', CONVERSATIONS, {text: 'About what Tiago cooked.'})
    const question = 'What did Helena say about the alarm colours?'
    const {answer, sources} = await document<Answer>(sandbox, 'POST', ASK, {question})
    expect(sources.map(({title}) => title)).toEqual(['Alarm colours', 'Colours of the kitchen wall'])
    expect(answer).toContain(
      'On November 23, 2026, in “Alarm colours”: Alarm colours. Helena prefers AMBER for the alarm.',
    )
    const one = await document<Answer>(sandbox, 'POST', ASK, {limit: 1, question, timezone: 'Europe/Lisbon'})
    expect(one.sources).toHaveLength(1)
    const tokyo = await document<Answer>(sandbox, 'POST', ASK, {question, timezone: 'Asia/Tokyo'})
    expect(tokyo.answer).toContain('On November 24, 2026')
  })

  it('says so when it finds nothing, and looks into nothing that is locked or discarded', async () => {
    const sandbox = await sandboxFor({seedData: true})
    const nothing = {answer: 'I could not find anything about that in your conversations.', sources: []}
    for (const question of ['Zebras?', 'What did I say?', 'the lawyer reads page three', '?']) {
      const {answer, sources} = await document<Answer>(sandbox, 'POST', ASK, {question})
      if (question.startsWith('the')) expect(sources.map(({id}) => id)).not.toContain('locked-conversation')
      else expect({answer, sources}).toEqual(nothing)
    }
  })

  it('refuses a time zone that does not exist', async () => {
    const sandbox = await sandboxFor()
    expect(await call(sandbox, 'POST', ASK, {body: {question: 'x', timezone: 'Mars/Olympus'}})).toEqual({
      body: {detail: 'Invalid timezone: Mars/Olympus'},
      status: 422,
    })
  })
})
