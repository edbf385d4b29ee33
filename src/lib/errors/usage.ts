import {errorOf} from './error-of.js'

/** A value that cannot be used. `what` names it as the user typed it (`--limit 500`), `why` says what would do. */
export const invalidValue = (what: string, why: string) => errorOf('invalid_value', {about: [what], detail: why})

export const missingArgument = (what: string, detail?: string) =>
  errorOf('missing_argument', {about: [what], detail: detail ?? null})

/** `candidates` are the ids that begin so, with what each of them is of. */
export const ambiguousId = (typed: string, candidates: ReadonlyArray<{id: string; text: string}>) =>
  errorOf('ambiguous_id', {about: [typed], detail: candidates.map(({id, text}) => `${id}  ${text}`).join('\n')})

export const invalidId = (detail: string) => errorOf('invalid_id', {detail})

/** `flags` are those that would each be a change. */
export const noFieldsToUpdate = (flags: object) =>
  errorOf('no_fields_to_update', {
    detail: `Give at least one of ${Object.keys(flags)
      .map((flag) => `--${flag}`)
      .join(', ')}.`,
  })

/** The server kept the fields `kept` that were to be cleared; the fields `changed` it did change. */
export const notCleared = (kept: string[], changed: string[]) =>
  errorOf('not_cleared', {
    about: [kept.join(', ')],
    detail:
      'This server is an older one, which cannot clear a field. ' +
      (changed.length > 0 ? `Changed was ${changed.join(', ')}.` : 'Nothing was changed.'),
  })

export const confirmationNeeded = (question: string, flag: string) =>
  errorOf('confirmation_required', {
    detail: `${question} Nobody can be asked here; ${flag} goes ahead. Nothing was changed.`,
  })

export const declined = () => errorOf('cancelled', {detail: 'Nothing was changed.'})

/** Another process is creating things from the same file. */
export const alreadyRunning = (detail: string) => errorOf('already_running', {detail})
