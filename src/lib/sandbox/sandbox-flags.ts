import * as Flags from '@oclif/core/flags'

import {inGroup, integerFlag} from '../flags/flags.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {type SandboxOptions} from './server.js'

/** The flags of the sandbox, for `start` and `exec`. */
export const sandboxFlags = {
  port: integerFlag('The port on 127.0.0.1; 0 takes a free one', {default: 0, max: 65_535, min: 0}),
  data: Flags.string({
    helpValue: 'FILE',
    ...({valueType: 'file'} satisfies ValueFacts),
    summary: 'Keep the data and the keys in this file across restarts',
  }),
  'seed-data': Flags.boolean({summary: 'Begin with sample data'}),
  history: Flags.boolean({
    summary: 'The same with what is hard to mirror; POST /sandbox/next-day then has a day pass',
  }),
  desktop: Flags.boolean({summary: "Stand in for Omi Desktop's local API too (omi local)"}),
  webhook: Flags.string({
    description:
      'memory_created and, of segments, realtime_transcript for each conversation that is created; day_summary, the newest there is, at ' +
      'the start. With the repeats and pauses of Omi.',
    helpValue: 'EVENT=URL',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Tell an app of what happens; may be given more than once',
  }),
  ...inGroup('behaviour', {
    fault: Flags.string({
      description:
        'METHOD PATH-GLOB EFFECT [xN] [after K]. EFFECT is a status (502), a status with Retry-After (429:12), delay:500ms, ' +
        'drop-before, drop-after (the write happened), 500-after, 403-object, 403-code, malformed, slow:1kB/s, html, empty, redirect, cut or never; ' +
        'of the answer to a chat message also no-done, error-then-done, quota, bad-done, other-ending, unknown-frame, ' +
        'endless-line, heartbeats, escapes or split-characters.',
      helpValue: 'RULE',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Fail on purpose; may be given more than once',
    }),
    locked: integerFlag('Lock that many of the newest of each noun, as when a plan has lapsed', {
      default: 0,
      max: Number.MAX_SAFE_INTEGER,
      min: 0,
    }),
    legacy: Flags.boolean({summary: 'Behave as an older server'}),
    'page-cap': integerFlag('Cut every page down to that many places, without a word; 0 for none', {
      default: 0,
      max: Number.MAX_SAFE_INTEGER,
      min: 0,
    }),
    'rate-limits': Flags.option({
      default: 'on',
      options: ['on', 'off'] as const,
      summary: "The production server's rate limits",
    })(),
    'token-lifetime': integerFlag('Seconds that the ID tokens of a browser sign-in are valid', {
      default: 3600,
      max: 86_400,
      min: 1,
    }),
  }),
}

interface SandboxFlags {
  readonly data?: string
  readonly desktop: boolean
  readonly fault?: string[]
  readonly history: boolean
  readonly legacy: boolean
  readonly locked: number
  readonly 'page-cap': number
  readonly port: number
  readonly 'rate-limits': 'off' | 'on'
  readonly 'seed-data': boolean
  readonly 'token-lifetime': number
  readonly webhook?: string[]
}

export const sandboxOptions = (flags: SandboxFlags): SandboxOptions => ({
  dataFile: flags.data,
  desktop: flags.desktop,
  faults: flags.fault,
  history: flags.history,
  legacy: flags.legacy,
  locked: flags.locked,
  pageCap: flags['page-cap'] || undefined,
  port: flags.port,
  rateLimits: flags['rate-limits'] === 'on',
  seedData: flags['seed-data'],
  tokenLifetime: flags['token-lifetime'],
  webhooks: flags.webhook,
})

/** The variable for the sandbox's second key; the product itself does not read it. */
export const READ_ONLY_KEY = 'OMI_SANDBOX_READ_ONLY_KEY'
