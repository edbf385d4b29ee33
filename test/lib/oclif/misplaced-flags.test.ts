import {expect, it} from 'vitest'

import {misplacedGlobalFlag} from '../../../src/lib/oclif/misplaced-flags.js'

const check = (rest: string[], own: Record<string, {char?: string}>) => misplacedGlobalFlag(rest, rest, own)

it('leaves a flag alone that the command has itself', () => {
  expect(check(['plugins', '--json'], {json: {}})).toBeUndefined()
  expect(check(['plugins', 'install', '-v', '-h', 'x'], {help: {char: 'h'}, verbose: {char: 'v'}})).toBeUndefined()
  expect(check(['plugins', 'x', '--profile', 'y'], {profile: {char: 'p'}})).toBeUndefined()
})

it('tells long flags and short ones apart', () => {
  // The command has a -v of its own that is not --verbose.
  expect(check(['x', '-v'], {version: {char: 'v'}})).toBeUndefined()
  expect(check(['x', '--verbose'], {version: {char: 'v'}})).toMatchObject({title: 'No such option: --verbose'})
})

it('knows a short flag with its value behind an equals sign', () => {
  expect(check(['memory', 'list', '-p=work'], {})).toMatchObject({
    detail: 'Global flags go before the command: omi -p=work memory list',
    title: 'No such option: -p',
  })
})

it('looks no further than --', () => {
  expect(check(['sandbox', 'exec', '--', 'omi', '--json'], {})).toBeUndefined()
  expect(check(['sandbox', 'exec', '-v', '--', 'omi', '--json'], {})).toMatchObject({
    detail: 'Global flags go before the command: omi -v sandbox exec -- omi --json',
  })
})

it('is not misled by names that every object has', () => {
  expect(check(['x', '--constructor', '--toString'], {})).toBeUndefined()
})
