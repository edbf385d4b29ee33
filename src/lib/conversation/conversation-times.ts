import {invalidValue} from '../errors/index.js'

/** In ISO 8601. */
interface Times {
  readonly finishedAt?: string
  readonly startedAt?: string
}

/**
 * When a conversation began and ended, as the API takes it: with a beginning, to the millisecond, that is the one given or
 * else `fallback`. It is found by it when the server's answer is lost. Throws a UsageError for an end before the
 * beginning; `label` names the end as given.
 */
export function recordedTimes({finishedAt, startedAt}: Times, fallback: Date, label = '--finished-at') {
  const beginning = startedAt ?? fallback.toISOString()
  if (finishedAt !== undefined && Date.parse(finishedAt) < Date.parse(beginning)) {
    const began = startedAt ?? 'now, which is when it began unless --started-at says otherwise'
    throw invalidValue(`${label} ${finishedAt}`, `That is before ${began}.`)
  }

  return {started_at: beginning, finished_at: finishedAt}
}

/**
 * When something that lasted `seconds` began if it ended at `finishedAt` or, without that, `now` (milliseconds since 1970). Throws a UsageError
 * when that is before 1970: the offsets are hardly seconds then. `label` names where they come from.
 */
export function beginningOf(seconds: number, finishedAt: string | undefined, label: string, now: number): Date {
  const end = finishedAt === undefined ? now : Date.parse(finishedAt)
  const beginning = end - Math.round(seconds * 1000)
  if (beginning >= 0) return new Date(beginning)
  throw invalidValue(label, `The last segment ends after ${seconds} seconds. Offsets are seconds from the beginning.`)
}
