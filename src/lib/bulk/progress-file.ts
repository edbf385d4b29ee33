import {readFile} from 'node:fs/promises'

import {damagedProgress} from '../errors/index.js'
import {isObject} from '../json/is-object.js'

/** What is kept of a run: row numbers and ids, never content. Rows are done in order, so the ids are those of rows 1 to n. */
export interface Progress {
  readonly ids: readonly string[]
  /** Rows being sent. Found in the file afterwards it means that nobody knows whether they were created. */
  readonly inFlight: InFlight | null
  /** The id of the job, so that a file put in another's place is noticed. */
  readonly job: string
  readonly rows: number
  readonly version: 1
}

export interface InFlight {
  /** The run that sent them was told to end before it had an answer: the server may still be at them. */
  readonly cutShort?: boolean
  /** Row number, counted from 1. */
  readonly first: number
  readonly last: number
  /** What the server's clock showed then, in milliseconds since 1970, where it had told. */
  readonly serverTime?: number
  /** When they were about to be sent, ISO 8601, by the clock of this machine. */
  readonly since: string
  /** How long this machine was up then, in seconds: its clock may be corrected. */
  readonly uptime?: number
}

/** The progress kept in `file`, undefined when there is none. Throws a UsageError when the file cannot be trusted. */
export async function readProgress(file: string, job: string): Promise<Progress | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw damagedProgress(`${file} cannot be read (${code}). Nothing was sent.`)
  }

  const progress = parse(text)
  if (isProgress(progress, job)) return progress
  throw untrusted(file)
}

/** The error for a progress file whose content cannot be right. */
export const untrusted = (file: string) =>
  damagedProgress(`${file} cannot be trusted. Nothing was sent. Delete it to start anew from the first row.`)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isProgress(value: unknown, job: string): value is Progress {
  return (
    isObject(value) &&
    value.version === 1 &&
    value.job === job &&
    isCount(value.rows) &&
    Array.isArray(value.ids) &&
    value.ids.length <= value.rows &&
    value.ids.every((id) => typeof id === 'string' && id !== '') &&
    (value.inFlight === null || isInFlight(value.inFlight, value.ids.length, value.rows))
  )
}

const isInFlight = (value: unknown, done: number, rows: number) =>
  isObject(value) &&
  value.first === done + 1 &&
  isCount(value.last) &&
  value.last >= value.first &&
  value.last <= rows &&
  typeof value.since === 'string' &&
  !Number.isNaN(Date.parse(value.since)) &&
  isTimeOrAbsent(value.serverTime) &&
  isTimeOrAbsent(value.uptime)

const isTimeOrAbsent = (value: unknown) => value === undefined || Number.isFinite(value)

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0
