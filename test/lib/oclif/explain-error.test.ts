import {describe, expect, it} from 'vitest'

import {notFound} from '../../../src/lib/errors/index.js'
import {type OmiError} from '../../../src/lib/errors/index.js'
import {explain} from '../../../src/lib/oclif/explain-error.js'

/** An error as another copy of oclif throws it: nothing but its shape tells what it is. */
const foreign = (message: string, facts: object) => Object.assign(new Error(message), facts)

const parse = {input: {flags: {limit: {char: 'l'}, tag: {}}}}
const oclif = {exit: 2}

describe('errors that come from other copies', () => {
  it.each([
    [{flags: ['--limt=3'], oclif, parse}, 'x', 'No such option: --limt', 'Did you mean --limit?'],
    [{flags: ['-5 degrees'], oclif, parse}, 'x', 'No such option: -5 degrees', 'For a value that begins with a dash'],
    [{args: ['extra', 'more'], oclif, parse}, 'x', 'Unexpected argument: extra', 'Put quotes around'],
    [{args: [{description: 'Its name', name: 'id'}], oclif, parse}, 'x', 'Missing argument: ID', 'Its name'],
    [
      {oclif, parse},
      'Expected --color=gren to be one of: red, green\nSee more help with --help',
      'Invalid value: --color gren',
      'Did you mean green? Expected one of: red, green.',
    ],
    [{oclif}, 'Flag --limit expects a value', 'Missing argument: a value for --limit', null],
    [
      {oclif},
      'Parsing --limit \n\tExpected an integer but received: x\nSee more help with --help',
      'Invalid value: --limit',
      'Expected an integer but received: x',
    ],
  ])('are told in the words of this product: %j', (facts, message, title, detail) => {
    const known = explain(foreign(message, facts)) as OmiError
    expect(known).toMatchObject({exitCode: 1, title})
    if (detail === null) expect(known.detail).toBeNull()
    else expect(known.detail).toContain(detail)
  })

  it.each([
    [
      '--api-key=swordfish\nx cannot also be provided when using --browser',
      '--api-key and --browser exclude each other.',
    ],
    [
      '--a cannot also be provided when using --b\n  --b cannot also be provided when using --a',
      '--a and --b exclude each other.',
    ],
    ['All of the following must be provided when using --provider: --browser', '--provider needs --browser.'],
    ['All of the following must be provided when using --a: --b, --c', '--a needs --b, --c.'],
    ['One of the following must be provided when using --a: --b, --c', '--a needs one of: --b, --c.'],
    ['Exactly one of the following must be provided: --a, --b', 'Exactly one of these is needed: --a, --b.'],
    ['At least one of the following must be provided: --a, --b', 'At least one of these is needed: --a, --b.'],
    [
      'Only the following can be provided when using --a: --b',
      'Only the following can be provided when using --a: --b',
    ],
  ])('say which flags do not go together, and no value: %j', (reason, detail) => {
    expect(
      explain(foreign(`The following error occurred:\n  \u001B[2m${reason}\u001B[22m`, {oclif, parse})),
    ).toMatchObject({
      detail,
      exitCode: 1,
      title: 'Invalid value: flags that do not go together',
    })
  })

  it('name a flag that is missing', () => {
    const error = foreign('The following error occurred:\n  Missing required flag tag', {oclif, parse})
    expect(explain(error)).toMatchObject({detail: null, exitCode: 1, title: 'Missing argument: --tag'})
  })

  it('keep the exit code that a plugin gave them', () => {
    expect(explain(foreign('Cannot install x\nnpm said no', {oclif: {exit: 7}}))).toMatchObject({
      detail: 'npm said no',
      exitCode: 7,
      title: 'Cannot install x',
    })
  })

  it('are known by their brand when they are of this product', () => {
    const own = notFound('Memory', 'x')
    expect(explain(own)).toBe(own)
    const copy = foreign('Gone', {...own, exitCode: 5, [Symbol.for('omi.error')]: true})
    expect(explain(copy)).toBe(copy)
  })
})

it('has nothing to say about a command that chose its exit code', () => {
  expect(explain(foreign('EEXIT: 7', {code: 'EEXIT', oclif: {exit: 7}}))).toEqual({chosenExit: 7})
})

it('takes a prompt that was left with Ctrl-C for an interruption', () => {
  expect(explain(foreign('User force closed the prompt', {name: 'ExitPromptError'}))).toMatchObject({exitCode: 130})
})

it('calls a fault of the program a fault, with where it came from', () => {
  const fault = new TypeError('x is not a function')
  expect(explain(fault)).toMatchObject({cause: fault, exitCode: 1, title: 'Unexpected error: x is not a function'})
  expect(explain('a thrown text')).toMatchObject({detail: 'a thrown text', exitCode: 1})
})
