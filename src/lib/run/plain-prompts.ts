import {createInterface} from 'node:readline'
import {Writable} from 'node:stream'

import {InterruptedError} from '../errors/index.js'
import {type Choice, type PromptContext} from './prompts.js'

/** Questions for terminals that know no escape sequences: a line out, a line in. They throw "Interrupted" for Ctrl-C and Ctrl-D. */

export function ask(question: string, context: PromptContext): Promise<string> {
  return line(question, {...context, hidden: false})
}

/** Nothing of the answer is shown. */
export async function askHidden(question: string, context: PromptContext): Promise<string> {
  try {
    return await line(question, {...context, hidden: true})
  } finally {
    context.io.stderr.write('\n')
  }
}

export async function askToPick<Value>(
  message: string,
  choices: ReadonlyArray<Choice<Value>>,
  context: PromptContext,
): Promise<Value> {
  context.io.stderr.write([message, ...choices.map(({name}, index) => `  ${index + 1}) ${name}`), ''].join('\n'))
  for (;;) {
    const answer = await ask(`1 to ${choices.length}: `, context)
    const choice = choices[Number(answer.trim()) - 1]
    if (choice) return choice.value
  }
}

/** Where a line is hidden, readline switches the terminal's own echo off, and writes its own to nowhere. */
function line(question: string, {hidden, io, signal}: PromptContext & {hidden: boolean}): Promise<string> {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()})
  const reader = createInterface({input: io.stdin, output: nowhere, terminal: hidden})
  // Asked only now: whoever answers at once would see the answer echoed.
  io.stderr.write(question)
  return new Promise<string>((resolve, reject) => {
    const stop = () => {
      reader.close()
      reject(signal.reason)
    }

    const leave = () => reject(new InterruptedError('SIGINT'))
    signal.addEventListener('abort', stop, {once: true})
    reader.once('SIGINT', leave)
    reader.once('close', leave)
    reader.once('line', resolve)
  }).finally(() => {
    reader.removeAllListeners()
    reader.close()
  })
}
