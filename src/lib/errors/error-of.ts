import {type ErrorCode, ERRORS} from './codes.js'
import {
  CredentialError,
  type ErrorOptions,
  NotFoundError,
  OmiError,
  RateLimitError,
  ServiceError,
  UsageError,
} from './omi-error.js'

interface Case extends Omit<ErrorOptions, 'errorCode'> {
  /** What stands in the gaps of the title, in their order. */
  readonly about?: ReadonlyArray<number | string>
  /** Where the table leaves it open. */
  readonly exitCode?: number
  /** In place of the table's, where there is nothing to say in its gaps. */
  readonly title?: string
}

const CLASSES = {1: UsageError, 2: CredentialError, 3: ServiceError, 4: RateLimitError, 5: NotFoundError}

/** An error of the table, for one case. */
export function errorOf(code: ErrorCode, {about = [], exitCode = 1, title, ...options}: Case = {}): OmiError {
  const {exit, title: pattern} = ERRORS[code]
  const gaps = about.values()
  const filled = title ?? pattern.replaceAll('…', () => String(gaps.next().value))
  return exit === undefined
    ? new OmiError(filled, exitCode, {...options, errorCode: code})
    : new CLASSES[exit](filled, {...options, errorCode: code})
}
