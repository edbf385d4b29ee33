import childProcess from 'node:child_process'
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'
import {devNull} from 'node:os'

import {hostProcess} from '../config/environment.js'
import {isAstray} from './foreign-code.js'

/**
 * Where stdout is for one document, code of plugins can reach it past the stream too: by its number, and by handing it
 * on to a child. Here both end up on stderr. What remains is code that is not JavaScript, and what opens `/dev/stdout`.
 */
export function guardDescriptors(): void {
  if (isGuarded) return
  isGuarded = true
  for (const name of [
    'write',
    'writeSync',
    'writev',
    'writevSync',
    'writeFile',
    'writeFileSync',
    'appendFile',
    'appendFileSync',
  ] as const) {
    replace(fs, name, (call, [target, ...rest]) => call(target === 1 && isAstray() ? 2 : target, ...rest))
  }

  // All ways to start a child that is not waited for come through this one.
  const {prototype} = childProcess.ChildProcess as unknown as {prototype: {spawn: (options: object) => unknown}}
  replace(prototype, 'spawn', (call, [options]) => call(withoutStdout(options as ChildOptions)))
  for (const name of ['execFileSync', 'execSync', 'spawnSync'] as const) {
    replace(childProcess, name, (call, args) =>
      call(...args.map((arg) => (isOptions(arg) ? withoutStdout(arg as ChildOptions) : arg))),
    )
  }

  syncBuiltinESMExports()
}

/**
 * The same for stdin, where it is not for plugins at all: who reads it by its number, or hands it on to a child, finds nothing in
 * it.
 */
export function guardStdin(): void {
  if (isStdinKept) return
  isStdinKept = true
  for (const name of ['readFile', 'readFileSync'] as const) {
    replace(fs, name, (call, [target, ...rest]) => call(target === 0 ? devNull : target, ...rest))
  }

  replace(fs, 'readSync', (call, args) => (args[0] === 0 ? 0 : call(...args)))
  guardDescriptors()
  syncBuiltinESMExports()
}

let isGuarded = false
let isStdinKept = false

interface ChildOptions {
  readonly stdio?: unknown
}

type Call = (...args: unknown[]) => unknown

function replace(holder: object, name: string, stand: (call: Call, args: unknown[]) => unknown): void {
  const record = holder as Record<string, Call>
  const original = record[name] as Call
  // With its members: fs.write, for one, says how it is to be promisified.
  record[name] = Object.defineProperties(
    function (this: unknown, ...args: unknown[]) {
      return stand((...handed) => original.apply(this, handed), args)
    },
    Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap,
  )
}

const isOptions = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same options, with stderr for the child where stdout stood, and nothing for a stdin that is kept. */
function withoutStdout(options: ChildOptions): ChildOptions {
  const {stdio} = options
  if (stdio === 'inherit') return {...options, stdio: [isStdinKept ? 'ignore' : 'inherit', 2, 'inherit']}
  if (!Array.isArray(stdio)) return options
  return {...options, stdio: stdio.map((one: unknown, index) => standIn(one, index))}
}

function standIn(one: unknown, index: number): unknown {
  if (isStandard(one, index, 1)) return 2
  return isStdinKept && isStandard(one, index, 0) ? 'ignore' : one
}

/** Whether a child is to get this process's stdin (0) or stdout (1). */
const isStandard = (one: unknown, index: number, fd: 0 | 1) =>
  one === fd ||
  (fd === 1 && one === hostProcess().stdout) ||
  (one as null | {fd?: unknown})?.fd === fd ||
  (one === 'inherit' && index === fd)
