import {loadJq} from 'jq-wasm'
import {readFileSync} from 'node:fs'
import {parentPort, receiveMessageOnPort, workerData} from 'node:worker_threads'

import {type JqStart, type JqTurn} from './turns.js'

/**
 * jq in a thread of its own, which can be ended in the middle of a filter. It reads and writes in turns with the thread that
 * started it, and waits for that one, so that neither piles up what the other has no use for yet. jq has no files, no network
 * and none of the environment in here: what it takes for those is made up in memory.
 */

const {answered, args, wasm} = workerData as JqStart

/** How many bytes of results go over at a time. */
const ROOM = 65_536
const NEWLINE = Buffer.from('\n')

let memory: undefined | WebAssembly.Memory
let input: Uint8Array[] = []
const results = Buffer.allocUnsafe(ROOM)
let written = 0
let said = ''

// eslint-disable-next-line unicorn/prefer-top-level-await -- it is bundled as CommonJS, which has none
run()

async function run(): Promise<void> {
  const jq = await loadJq({
    async instantiateWasm({a: calls = {}}, onSuccess) {
      // As WASI has them (https://github.com/WebAssembly/WASI), by the names that this build of jq gives them.
      const imports = {a: {...calls, d: write, h: read, j: () => 0, l: noVariables}}
      const {instance, module} = await WebAssembly.instantiate(readFileSync(wasm), imports)
      memory = instance.exports.F as WebAssembly.Memory
      onSuccess(instance, module)
    },
  })
  const end = endOf(() => jq.raw('', args.at(-1) ?? '', args.slice(0, -1)))
  // Where it broke off, so did the last line.
  if (end.fault !== undefined) written = results.subarray(0, written).lastIndexOf('\n') + 1
  flush()
  parentPort?.postMessage({...end, kind: 'end', said} satisfies JqTurn)
}

/** It throws where its memory or its stack is full, and there is no going on with it. */
function endOf(jq: () => {exitCode: number}): {exitCode: number; fault?: undefined} | {fault: string} {
  try {
    return {exitCode: jq().exitCode}
  } catch (error) {
    return {fault: String(error)}
  }
}

/** `fd_read`: jq reads nothing else than what it is given. After an error it is given no more. */
function read(_: number, list: number, count: number, sizeAt: number): number {
  if (input.length === 0 && !/^jq: error/m.test(said)) {
    flush()
    const text = ask({kind: 'input'})
    input = text ? [text, NEWLINE] : []
  }

  const [next = NEWLINE.subarray(1), ...others] = input
  let rest = next
  for (const part of parts(list, count)) {
    part.set(rest.subarray(0, part.length))
    rest = rest.subarray(part.length)
  }

  input = rest.length > 0 ? [rest, ...others] : others
  return sized(sizeAt, next.length - rest.length)
}

/** `fd_write`: results, and what jq says on stderr. */
function write(fd: number, list: number, count: number, sizeAt: number): number {
  let size = 0
  for (const part of parts(list, count)) {
    if (fd === 2) said += Buffer.from(part).toString()
    else keep(part)
    size += part.length
  }

  return sized(sizeAt, size)
}

/** `environ_sizes_get` */
function noVariables(countAt: number, sizeAt: number): number {
  return sized(countAt, 0) || sized(sizeAt, 0)
}

/** @yields the places in memory that a list has: each is an address and a length */
function* parts(list: number, count: number): Generator<Uint8Array> {
  const {buffer} = memory as WebAssembly.Memory
  const numbers = new Uint32Array(buffer, list, 2 * count)
  for (let at = 0; at < numbers.length; at += 2) yield new Uint8Array(buffer, numbers[at], numbers[at + 1])
}

/** Says how much was read or written; 0 stands for well done. */
function sized(at: number, size: number): 0 {
  new DataView((memory as WebAssembly.Memory).buffer).setUint32(at, size, true)
  return 0
}

function keep(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += ROOM) {
    const part = bytes.subarray(at, at + ROOM)
    if (written + part.length > ROOM) flush()
    results.set(part, written)
    written += part.length
  }
}

function flush(): void {
  if (written > 0) ask({bytes: new Uint8Array(results.subarray(0, written)), kind: 'results'})
  written = 0
}

function ask(turn: JqTurn): null | Uint8Array {
  parentPort?.postMessage(turn, turn.kind === 'results' ? [turn.bytes.buffer as ArrayBuffer] : [])
  Atomics.wait(answered, 0, 0)
  Atomics.store(answered, 0, 0)
  const answer = parentPort ? receiveMessageOnPort(parentPort) : undefined
  return (answer?.message ?? null) as null | Uint8Array
}
