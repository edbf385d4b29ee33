import {describe, expect, it} from 'vitest'

import {FaultRules, parseFault} from '../../../src/lib/sandbox/faults.js'
import {startSandbox} from '../../../src/lib/sandbox/server.js'

const rules = (...typed: string[]) => new FaultRules(typed.map((rule) => parseFault(rule)))

/** What the next requests meet: the effect's kind or status, null for none. */
function outcomes(faults: FaultRules, count: number, path = '/a') {
  return Array.from({length: count}, () => {
    const {effect} = faults.plan('GET', path)
    return effect?.kind === 'status' ? effect.status : (effect?.kind ?? null)
  })
}

const speed = (text: string) => parseFault(`* * slow:${text}/s`).effect

describe('a fault rule', () => {
  it.each([
    ['', 'Expected METHOD PATH-GLOB EFFECT'],
    ['POST *', 'Expected METHOD PATH-GLOB EFFECT'],
    ['FETCH * 500', "'FETCH' is no method"],
    ['GET v1 500', "The path 'v1' must start with / or *."],
    ['GET * 199', "'199' is no effect"],
    ['GET * 600', "'600' is no effect"],
    ['GET * 429:soon', "'429:soon' is no effect"],
    ['GET * delay:5', "'delay:5' is no effect"],
    ['GET * delay', "'delay' is no effect"],
    ['GET * slow:1kB', "'slow:1kB' is no effect"],
    ['GET * slow:0B/s', "'slow:0B/s' is no effect"],
    [
      'GET * explode',
      'a status from 200 to 599, 429:12, delay:500ms, slow:1kB/s, 500-after, 403-object, 403-code, cut,',
    ],
    ['GET * 500 x0', "'x0' must be x and a number"],
    ['GET * 500 xx', "'xx' must be x and a number"],
    ['GET * 500 after', "'after' must be followed by a number"],
    ['GET * 500 after soon', "'after' must be followed by a number"],
    ['GET * 500 after 2 x3', "'x3' was not expected."],
    ['GET * 500 twice', "'twice' was not expected."],
  ])('is refused before anything listens: %s', async (rule, why) => {
    const error = await startSandbox({faults: ['GET * 500', rule]}).catch((error: unknown) => error)
    expect(error).toMatchObject({exitCode: 1, title: `Invalid value: --fault ${rule}`})
    expect((error as {detail: string}).detail).toContain(why)
  })

  it('takes any white space and a method in lower case', () => {
    expect(outcomes(rules('  get   /a\t502   x1 after  1 '), 3)).toEqual([null, 502, null])
  })

  it.each([
    ['/a', ['/a'], ['/a/b', '/aa']],
    ['/v1/*/x', ['/v1/b/x', '/v1/b/c/x'], ['/v1/x', '/v1/b/xy']],
    ['*', ['/', '/anything/at/all'], []],
    ['/a.b+(c)*', ['/a.b+(c)', '/a.b+(c)/d'], ['/aXb+(c)']],
    ['/a/**', ['/a/b/c'], ['/a']],
  ])('matches the path %s', (glob, matching, others) => {
    for (const path of matching) expect(outcomes(rules(`GET ${glob} 500`), 1, path), path).toEqual([500])
    for (const path of others) expect(outcomes(rules(`GET ${glob} 500`), 1, path), path).toEqual([null])
  })

  it('applies to its method only', () => {
    const faults = rules('POST * 500')
    expect(faults.plan('GET', '/a').effect).toBeUndefined()
    expect(faults.plan('POST', '/a').effect).toEqual({kind: 'status', retryAfter: undefined, status: 500})
  })

  it('comes into force after K requests and N times', () => {
    expect(outcomes(rules('* * 502 x2 after 1'), 5)).toEqual([null, 502, 502, null, null])
  })

  it('gives way to the next one once it is used up; after K counts every matching request', () => {
    expect(outcomes(rules('* * 502 x2', '* * 429 x1 after 3', '* /a html'), 5)).toEqual([502, 502, 'html', 429, 'html'])
  })

  it('lets the following rules apply to a delayed request too', () => {
    const faults = rules('* * delay:1.5s x1', '* * delay:20ms', '* * drop-before', '* * 500')
    expect(faults.plan('GET', '/a')).toEqual({delay: 1520, effect: {kind: 'drop-before'}})
    expect(faults.plan('GET', '/a')).toEqual({delay: 20, effect: {kind: 'drop-before'}})
  })

  it('reads speeds in bytes per second', () => {
    expect(speed('1kB')).toEqual({bytesPerSecond: 1000, kind: 'slow'})
    expect(speed('300B')).toEqual({bytesPerSecond: 300, kind: 'slow'})
    expect(speed('0.5MB')).toEqual({bytesPerSecond: 500_000, kind: 'slow'})
  })
})
