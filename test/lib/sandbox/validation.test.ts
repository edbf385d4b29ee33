import {describe, expect, it} from 'vitest'

import {type FieldError} from '../../../src/lib/sandbox/api-error.js'
import {compileSchema} from '../../../src/lib/sandbox/validation.js'
import {ACTION_ITEMS, call, listMemories, MEMORIES, sandboxFor} from './support.js'

interface Refusal {
  detail: FieldError[]
}

const CATEGORIES =
  "'interesting', 'system', 'manual', 'workflow', 'core', 'hobbies', 'lifestyle', 'interests', 'habits', 'work', 'skills', 'learnings', 'other' or 'auto'"

/** Posts a memory and expects exactly this one entry in the 422 answer. */
async function expectRefusal(body: unknown, entry: object, headers: Record<string, string> = {}) {
  const sandbox = await sandboxFor()
  expect(await call(sandbox, 'POST', MEMORIES, {body, headers})).toEqual({body: {detail: [entry]}, status: 422})
  expect(await listMemories(sandbox)).toEqual([])
}

describe('validation', () => {
  describe('422 answers', () => {
    it('names a missing field', () =>
      expectRefusal({tags: []}, {type: 'missing', loc: ['body', 'content'], msg: 'Field required', input: {tags: []}}))

    it('names empty content', () =>
      expectRefusal(
        {content: ''},
        {type: 'string_too_short', loc: ['body', 'content'], msg: 'String should have at least 1 character', input: ''},
      ))

    it('counts characters, not UTF-16 units', async () => {
      const input = '🧠'.repeat(501)
      const msg = 'String should have at most 500 characters'
      await expectRefusal({content: input}, {type: 'string_too_long', loc: ['body', 'content'], msg, input})
      const sandbox = await sandboxFor()
      const {status} = await call(sandbox, 'POST', MEMORIES, {body: {content: '🧠'.repeat(500)}})
      expect(status).toBe(200)
    })

    it('names a wrong type', () =>
      expectRefusal(
        {content: 5},
        {type: 'string_type', loc: ['body', 'content'], msg: 'Input should be a valid string', input: 5},
      ))

    it('names an explicit null', () =>
      expectRefusal(
        {content: 'x', tags: null},
        {type: 'list_type', loc: ['body', 'tags'], msg: 'Input should be a valid list', input: null},
      ))

    it('lists the values of an enumeration, once even for a wrong type', async () => {
      const entry = {type: 'enum', loc: ['body', 'category'], msg: `Input should be ${CATEGORIES}`}
      await expectRefusal({category: 'nope', content: 'x'}, {...entry, input: 'nope'})
      await expectRefusal({category: 5, content: 'x'}, {...entry, input: 5})
    })

    it('says that a body is missing, is not JSON, or is no object', async () => {
      const sandbox = await sandboxFor()
      const missing = await call<Refusal>(sandbox, 'POST', MEMORIES)
      expect(missing.body.detail).toEqual([{type: 'missing', loc: ['body'], msg: 'Field required', input: null}])
      await expectRefusal('{"content": ', {type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {}})
      const noObject = {
        type: 'model_attributes_type',
        loc: ['body'],
        msg: 'Input should be a valid dictionary or object to extract fields from',
      }
      await expectRefusal('[]', {...noObject, input: []})
      await expectRefusal(
        'content=x',
        {...noObject, input: 'content=x'},
        {'Content-Type': 'application/x-www-form-urlencoded'},
      )
    })

    it('leads to the item of a batch, and reports every error', async () => {
      const sandbox = await sandboxFor()
      const {body} = await call<Refusal>(sandbox, 'POST', `${MEMORIES}/batch`, {
        body: {memories: [{content: 'a'}, {}, {content: 'b'}, {content: ''}]},
      })
      expect(body.detail.map((entry) => entry.loc)).toEqual([
        ['body', 'memories', 1, 'content'],
        ['body', 'memories', 3, 'content'],
      ])
      expect(await listMemories(sandbox)).toEqual([])
    })

    it('refuses a batch of 26', async () => {
      const sandbox = await sandboxFor()
      const memories = Array.from({length: 26}, (_, index) => ({content: `m${index}`}))
      const {body, status} = await call<Refusal>(sandbox, 'POST', `${MEMORIES}/batch`, {body: {memories}})
      expect(status).toBe(422)
      expect(body.detail).toMatchObject([
        {
          type: 'too_long',
          loc: ['body', 'memories'],
          msg: 'List should have at most 25 items after validation, not 26',
        },
      ])
    })

    it.each([
      [MEMORIES, 'limit=abc', 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
      [MEMORIES, 'offset=', 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
      [
        `${MEMORIES}/vector/search`,
        'query=x&limit=0',
        'greater_than_equal',
        'Input should be greater than or equal to 1',
      ],
      [
        `${MEMORIES}/vector/search`,
        'query=x&limit=101',
        'less_than_equal',
        'Input should be less than or equal to 100',
      ],
      [`${MEMORIES}/vector/search`, 'query=', 'string_too_short', 'String should have at least 1 character'],
      [`${MEMORIES}/vector/search`, '', 'missing', 'Field required'],
    ])('refuses %s?%s', async (path, query, type, msg) => {
      const sandbox = await sandboxFor()
      const {body, status} = await call<Refusal>(sandbox, 'GET', `${path}?${query}`)
      expect(status).toBe(422)
      expect(body.detail).toMatchObject([{type, msg}])
      expect(body.detail[0]!.loc[0]).toBe('query')
    })
  })

  it('reads booleans in the query as pydantic does', async () => {
    const sandbox = await sandboxFor()
    await call(sandbox, 'POST', ACTION_ITEMS, {body: {completed: true, description: 'done'}})
    const listed = async (completed: string) =>
      call<unknown[]>(sandbox, 'GET', `${ACTION_ITEMS}?completed=${completed}`)
    for (const word of ['true', 'True', '1', 'yes', 'ON', 't', 'y']) {
      const {body} = await listed(word)
      expect(body, word).toHaveLength(1)
    }

    for (const word of ['false', 'FALSE', '0', 'no', 'Off', 'f', 'n']) {
      const {body} = await listed(word)
      expect(body, word).toHaveLength(0)
    }

    for (const word of ['', '2', 'perhaps']) {
      const {body, status} = await call<Refusal>(sandbox, 'GET', `${ACTION_ITEMS}?completed=${word}`)
      expect(status).toBe(422)
      const msg = 'Input should be a valid boolean, unable to interpret input'
      expect(body.detail).toEqual([{type: 'bool_parsing', loc: ['query', 'completed'], msg, input: word}])
    }
  })

  describe('the words for other types of field', () => {
    const check = compileSchema({
      type: 'object',
      properties: {
        count: {type: 'integer'},
        done: {type: ['boolean', 'null']},
        due: {type: 'string', format: 'date-time'},
        list: {type: 'array', minItems: 1},
        value: {type: 'number'},
      },
    })

    it.each([
      ['count', 1.5, 'int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
      ['count', [], 'int_type', 'Input should be a valid integer'],
      ['done', 'perhaps', 'bool_parsing', 'Input should be a valid boolean, unable to interpret input'],
      ['done', 2, 'bool_type', 'Input should be a valid boolean'],
      ['due', 'soon', 'datetime_from_date_parsing', 'Input should be a valid datetime or date'],
      ['list', [], 'too_short', 'List should have at least 1 item after validation, not 0'],
      ['value', 'x', 'float_parsing', 'Input should be a valid number, unable to parse string as a number'],
      ['value', {}, 'float_type', 'Input should be a valid number'],
    ])('%s: %j', (field, input, type, msg) => {
      expect(check({[field]: input}, ['body'])).toEqual([{type, loc: ['body', field], msg, input}])
    })

    it('lets null pass where it is allowed', () => {
      expect(check({done: null}, ['body'])).toEqual([])
    })
  })
})
