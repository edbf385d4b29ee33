import {describe, expect, it} from 'vitest'

import {globalWords, nearestGlobalFlag, parseGlobalFlags} from '../../../src/lib/flags/global-flags.js'

const NONE = {
  apiBase: undefined,
  color: true,
  help: false,
  json: false,
  pager: true,
  profile: undefined,
  timezone: undefined,
  verbose: false,
  version: false,
  wide: false,
}

const parse = (line: string) => parseGlobalFlags(line === '' ? [] : line.split(' '))

describe('parseGlobalFlags', () => {
  it.each([
    ['', NONE, ''],
    ['memory list --limit 3', NONE, 'memory list --limit 3'],
    ['--json memory list --json', {...NONE, json: true}, 'memory list --json'],
    ['-vh memory', {...NONE, help: true, verbose: true}, 'memory'],
    ['-vp work memory', {...NONE, profile: 'work', verbose: true}, 'memory'],
    ['-p=work memory', {...NONE, profile: 'work'}, 'memory'],
    ['-vp=work memory', {...NONE, profile: 'work', verbose: true}, 'memory'],
    ['-p==work memory', {...NONE, profile: '=work'}, 'memory'],
    ['--timezone Europe/Berlin memory', {...NONE, timezone: 'Europe/Berlin'}, 'memory'],
    ['-pwork memory', {...NONE, profile: 'work'}, 'memory'],
    ['--profile=a=b memory', {...NONE, profile: 'a=b'}, 'memory'],
    ['--profile=-dash memory', {...NONE, profile: '-dash'}, 'memory'],
    ['--api-base http://x.example --no-color memory', {...NONE, apiBase: 'http://x.example', color: false}, 'memory'],
    ['--no-pager --wide memory list', {...NONE, pager: false, wide: true}, 'memory list'],
    ['--json -- memory list', {...NONE, json: true}, 'memory list'],
    ['--json -- --json', {...NONE, json: true}, '--json'],
    ['--version', {...NONE, version: true}, ''],
    ['memory -- --json', NONE, 'memory -- --json'],
    ['- memory', NONE, '- memory'],
  ])('takes what stands before the topic: %s', (line, globals, rest) => {
    expect(parse(line)).toEqual({globals, problem: undefined, rest: rest === '' ? [] : rest.split(' ')})
  })

  it.each([
    ['--no-json memory', 'No such option: --no-json'],
    ['--constructor memory', 'No such option: --constructor'],
    ['--__proto__ memory', 'No such option: --__proto__'],
    ['-j memory', 'No such option: -j'],
    ['--json=true memory', 'Invalid value: --json=true'],
    ['-p', 'Missing argument: -p NAME'],
    ['-p= memory', 'Missing argument: -p NAME'],
    ['-v=1 memory', 'Invalid value: -v=1'],
    ['--bogus --profile', 'No such option: --bogus'],
  ])('names the first thing that is wrong: %s', (line, title) => {
    expect(parse(line).problem).toMatchObject({exitCode: 1, title})
  })

  it('reads the other flags in spite of a wrong one, as the report of it needs them', () => {
    expect(parse('--bogus --json -v memory').globals).toMatchObject({json: true, verbose: true})
  })
})

it('gives a run back as words that mean the same', () => {
  const words = [
    '--json',
    '--profile',
    'work',
    '--api-base',
    'http://x.example',
    '--verbose',
    '--no-color',
    '--no-pager',
    '--wide',
  ]
  const {globals} = parseGlobalFlags([...words, 'memory'])
  expect(globalWords(globals)).toEqual(words)
  expect(globalWords(parseGlobalFlags(['memory']).globals)).toEqual([])
})

it('finds the global flag that was meant', () => {
  expect(nearestGlobalFlag('--jason')).toBe('--json')
  expect(nearestGlobalFlag('--profil')).toBe('--profile')
  expect(nearestGlobalFlag('--limit')).toBeUndefined()
})
