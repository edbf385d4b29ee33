/** Questions to somebody at a terminal. Each library loads with the first question of its kind. */

import {isDumb} from '../io/color.js'

/** Where a question is asked (stdout belongs to results), and what takes it back. */
export interface PromptContext {
  readonly output: NodeJS.WritableStream
  readonly signal: AbortSignal
}

export interface Choice<Value> {
  readonly name: string
  readonly value: Value
}

export async function askForText(message: string, context: PromptContext): Promise<string> {
  if (isDumb()) return (await import('./plain-prompts.js')).ask(`${message} `, context)
  const {default: input} = await import('@inquirer/input')
  return input({message}, context)
}

/** Nothing of the answer is shown while it is typed. */
export async function askForSecret(message: string, context: PromptContext): Promise<string> {
  if (isDumb()) return (await import('./plain-prompts.js')).askHidden(`${message} `, context)
  const {default: password} = await import('@inquirer/password')
  return password({message, toggleMask: false}, context)
}

export async function askForChoice<Value>(
  message: string,
  choices: ReadonlyArray<Choice<Value>>,
  context: PromptContext,
): Promise<Value> {
  if (isDumb()) return (await import('./plain-prompts.js')).askToPick(message, choices, context)
  const {default: pick} = await import('@inquirer/rawlist')
  return pick({choices, message}, context)
}

/** No is the answer of somebody who just presses Enter. */
export async function askForConsent(message: string, context: PromptContext): Promise<boolean> {
  if (isDumb()) return /^y(?:es)?$/i.test(await (await import('./plain-prompts.js')).ask(`${message} (y/N) `, context))
  const {default: confirm} = await import('@inquirer/confirm')
  return confirm({default: false, message}, context)
}
