import {createInterface} from 'node:readline'
import {Writable} from 'node:stream'

import {InterruptedError} from './errors.js'
import {type Choice, type PromptContext} from './prompts.js'

/** Questions for terminals that know no escape sequences: a line out, a line in. They throw "Interrupted" for Ctrl-C and Ctrl-D. */

export function ask(question: string, {output, signal}: PromptContext): Promise<string> {
  output.write(question)
  return line(false, signal)
}

/** Nothing of the answer is shown. */
export async function askHidden(question: string, {output, signal}: PromptContext): Promise<string> {
  output.write(question)
  try {
    // Readline switches the terminal's own echo off, and writes its own to nowhere.
    return await line(true, signal)
  } finally {
    output.write('\n')
  }
}

export async function askToPick<Value>(
  message: string,
  choices: ReadonlyArray<Choice<Value>>,
  context: PromptContext,
): Promise<Value> {
  context.output.write([message, ...choices.map(({name}, index) => `  ${index + 1}) ${name}`), ''].join('\n'))
  for (;;) {
    const answer = await ask(`1 to ${choices.length}: `, context)
    const choice = choices[Number(answer.trim()) - 1]
    if (choice) return choice.value
  }
}

function line(hidden: boolean, signal: AbortSignal): Promise<string> {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()})
  const reader = createInterface({input: process.stdin, output: nowhere, terminal: hidden})
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
