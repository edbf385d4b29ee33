import {describe, expect, it} from 'vitest'

import {runPipeline} from '../../../src/lib/sandbox/pipeline.js'

const tasks = (...lines: string[]) => runPipeline(lines).tasks.map((task) => task.description)

describe('runPipeline', () => {
  it.each([
    ['TODO: call the bank.', 'Call the bank'],
    ['* todo: call the bank', 'Call the bank'],
    ['Ana: TODO call the bank', 'Call the bank'],
    ['- [ ] call the bank', 'Call the bank'],
    ['[ ] call the bank', 'Call the bank'],
    ['Well, I need to call the bank. Soon.', 'Call the bank'],
    ["Don't forget to call the bank!", 'Call the bank'],
    ['Please remind me to call the bank', 'Call the bank'],
  ])('finds the task in %j', (line, task) => {
    expect(tasks(line)).toEqual([task])
  })

  it('finds none where nobody has to do anything, and each one once', () => {
    expect(tasks('The bank called.', 'She needs to think.', '- a list', '[link] to it', 'TODO:')).toEqual([])
    expect(tasks('I need to eat and we have to sleep', 'TODO: Eat and we have to sleep')).toEqual([
      'Eat and we have to sleep',
    ])
  })

  it('knows a ticked box', () => {
    expect(runPipeline(['- [x] call the bank', '- [ ] eat']).tasks).toEqual([
      {completed: true, description: 'Call the bank'},
      {completed: false, description: 'Eat'},
    ])
  })

  it('cuts a long title between words and keeps the overview to 300 characters', () => {
    const {overview, title} = runPipeline([`# ${'many words '.repeat(100)}`])
    expect(title).toBe(`${'many words '.repeat(5).trim()}…`)
    expect(overview.length).toBeLessThanOrEqual(300)
    expect(runPipeline(['🧠'.repeat(100)]).title).toBe(`${'🧠'.repeat(59)}…`)
  })

  it('finds the same twice', () => {
    const lines = ['We talked about the cello.', 'I need to practise.']
    expect(runPipeline(lines)).toEqual(runPipeline(lines))
    expect(runPipeline(lines)).toMatchObject({category: 'music', discarded: false, title: 'We talked about the cello'})
  })
})
