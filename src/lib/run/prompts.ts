/** Questions to somebody at a terminal. Each library loads with the first question of its kind. */

import {isAccessible, isDumb} from '../io/color.js'
import {type Io} from '../io/io.js'

/** Where a question is asked, which is stderr (stdout belongs to results), and what takes it back. */
export interface PromptContext {
  readonly io: Pick<Io, 'env' | 'stderr' | 'stdin'>
  readonly signal: AbortSignal
}

export interface Choice<Value> {
  readonly name: string
  readonly value: Value
}

export async function askForText(message: string, context: PromptContext): Promise<string> {
  if (isPlain(context)) return (await import('./plain-prompts.js')).ask(`${message} `, context)
  const {default: input} = await import('@inquirer/input')
  return input({message}, libraryContext(context))
}

/** Nothing of the answer is shown while it is typed. */
export async function askForSecret(message: string, context: PromptContext): Promise<string> {
  if (isPlain(context)) return (await import('./plain-prompts.js')).askHidden(`${message} `, context)
  const {default: password} = await import('@inquirer/password')
  return password({message, toggleMask: false}, libraryContext(context))
}

export async function askForChoice<Value>(
  message: string,
  choices: ReadonlyArray<Choice<Value>>,
  context: PromptContext,
): Promise<Value> {
  if (isPlain(context)) return (await import('./plain-prompts.js')).askToPick(message, choices, context)
  const {default: pick} = await import('@inquirer/rawlist')
  return pick({choices, message}, libraryContext(context))
}

/** No is the answer of somebody who just presses Enter. */
export async function askForConsent(message: string, context: PromptContext): Promise<boolean> {
  if (isPlain(context))
    return /^y(?:es)?$/i.test(await (await import('./plain-prompts.js')).ask(`${message} (y/N) `, context))
  const {default: confirm} = await import('@inquirer/confirm')
  return confirm({default: false, message}, libraryContext(context))
}

/** Whether a question is a line out and a line in: the libraries draw theirs anew with each key. */
const isPlain = ({io: {env}}: PromptContext) => isDumb(env) || isAccessible(env)

/** As the libraries have it. */
const libraryContext = ({io: {stderr: output, stdin: input}, signal}: PromptContext) => ({input, output, signal})
