import {invalidValue} from '../errors/index.js'

/** What a fault does to a request. */
export type Effect =
  | {bytesPerSecond: number; kind: 'slow'}
  | {kind: 'delay'; milliseconds: number}
  | {kind: 'status'; retryAfter: number | undefined; status: number}
  | {
      kind: (typeof PLAIN_EFFECTS)[number]
    }

/** A rule: `METHOD PATH-GLOB EFFECT [xN] [after K]`. */
export interface Fault {
  /** How many matching requests pass before the rule applies. */
  after: number
  effect: Effect
  /** In upper case, or `*`. */
  method: string
  path: RegExp
  /** How often the rule applies at most. */
  times: number
}

/** What happens to one request: a wait, and then an effect in place of or on top of the answer. */
export interface FaultPlan {
  delay: number
  effect: Exclude<Effect, {kind: 'delay'}> | undefined
}

/** What may be wrong with the lines of the answer to a chat message; other answers know nothing of it. */
const LINE_FAULTS = [
  'bad-done',
  'endless-line',
  'error-then-done',
  'escapes',
  'heartbeats',
  'no-done',
  'other-ending',
  'quota',
  'split-characters',
  'unknown-frame',
] as const
export type LineFault = (typeof LINE_FAULTS)[number]

const PLAIN_EFFECTS = [
  '500-after',
  '403-object',
  '403-code',
  'cut',
  'drop-after',
  'drop-before',
  'empty',
  'html',
  'malformed',
  'never',
  'redirect',
  ...LINE_FAULTS,
] as const
const METHODS = new Set(['*', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])
const MILLISECONDS: Record<string, number> = {ms: 1, s: 1000}
const BYTES: Record<string, number> = {B: 1, kB: 1000, MB: 1_000_000}
const EXPECTED = `Expected METHOD PATH-GLOB EFFECT [xN] [after K], such as 'POST /v1/dev/user/memories 502 x2'.`

/** Reads a rule as it was typed. Throws `Invalid value: --fault RULE`, with the word at fault named. */
export function parseFault(rule: string): Fault {
  const refuse = (why: string) => invalidValue(`--fault ${rule}`, why)
  const [method, glob, effectWord, ...options] = rule.trim().split(/\s+/)
  if (!method || !glob || !effectWord) throw refuse(EXPECTED)
  if (!METHODS.has(method.toUpperCase())) {
    throw refuse(`'${method}' is no method; use GET, POST, PATCH, DELETE, PUT, HEAD, OPTIONS or * for all.`)
  }

  if (!/^[*/]/.test(glob)) throw refuse(`The path '${glob}' must start with / or *.`)
  const effect = parseEffect(effectWord)
  if (!effect) {
    throw refuse(
      `'${effectWord}' is no effect; use a status from 200 to 599, 429:12, delay:500ms, slow:1kB/s, ${PLAIN_EFFECTS.join(', ')}.`,
    )
  }

  return {method: method.toUpperCase(), path: globPattern(glob), effect, ...parseOptions(options, refuse)}
}

function parseOptions(words: string[], refuse: (why: string) => Error): Pick<Fault, 'after' | 'times'> {
  const rest = [...words]
  const options = {after: 0, times: Infinity}
  if (rest[0]?.startsWith('x')) {
    const word = rest.shift()!
    if (!/^x[1-9]\d*$/.test(word)) throw refuse(`'${word}' must be x and a number from 1, such as x2.`)
    options.times = Number(word.slice(1))
  }

  if (rest[0] === 'after') {
    const [, count] = rest.splice(0, 2)
    if (!/^\d+$/.test(count ?? '')) throw refuse(`'after' must be followed by a number of requests, such as after 3.`)
    options.after = Number(count)
  }

  if (rest.length > 0) throw refuse(`'${rest[0]}' was not expected. ${EXPECTED}`)
  return options
}

function parseEffect(word: string): Effect | undefined {
  const kind = PLAIN_EFFECTS.find((name) => name === word)
  if (kind) return {kind}
  const status = /^([2-5]\d\d)(?::(\d+))?$/.exec(word)
  if (status) {
    const retryAfter = status[2] === undefined ? undefined : Number(status[2])
    return {kind: 'status', status: Number(status[1]), retryAfter}
  }

  const delay = /^delay:(\d+(?:\.\d+)?)(ms|s)$/.exec(word)
  if (delay) return {kind: 'delay', milliseconds: Number(delay[1]) * MILLISECONDS[delay[2]!]!}
  const slow = /^slow:(\d+(?:\.\d+)?)(B|kB|MB)\/s$/.exec(word)
  const bytesPerSecond = slow ? Number(slow[1]) * BYTES[slow[2]!]! : 0
  return bytesPerSecond > 0 ? {kind: 'slow', bytesPerSecond} : undefined
}

/** `*` stands for any run of characters, `/` included; everything else for itself. */
function globPattern(glob: string): RegExp {
  const escaped = glob.split(/\*+/).map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`))
  return new RegExp(`^${escaped.join('.*')}$`, 's')
}

/** The rules of one server, with their counts. */
export class FaultRules {
  private readonly rules: {fault: Fault; matched: number; used: number}[]

  constructor(faults: Fault[]) {
    this.rules = faults.map((fault) => ({fault, matched: 0, used: 0}))
  }

  /**
   * Decides about one request; `path` is percent-encoded and without the query. The first rule that applies is used,
   * and after a delay the next one too. `after K` counts every matching request, those taken by an earlier rule included.
   */
  plan(method: string, path: string): FaultPlan {
    const plan: FaultPlan = {delay: 0, effect: undefined}
    for (const rule of this.rules) {
      const {fault} = rule
      if (fault.method !== '*' && fault.method !== method) continue
      if (!fault.path.test(path)) continue
      rule.matched++
      if (plan.effect || rule.matched <= fault.after || rule.used >= fault.times) continue
      rule.used++
      if (fault.effect.kind === 'delay') plan.delay += fault.effect.milliseconds
      else plan.effect = fault.effect
    }

    return plan
  }
}

export const isLineFault = (kind: Effect['kind']): kind is LineFault =>
  (LINE_FAULTS as readonly string[]).includes(kind)
