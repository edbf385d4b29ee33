import {InterruptedError} from '../errors/index.js'

/** How long an interrupted run may take to tidy up, in milliseconds. */
const GRACE = 3000

/**
 * Turns Ctrl-C and SIGTERM into an abort signal, so that a run can end what it has begun (close an array, save data).
 * A second one, or a run that does not end soon, calls `exit` at once.
 */
export function watchForInterruption(exit: (code: number) => void): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const reason = new InterruptedError(name)
      if (controller.signal.aborted) exit(reason.exitCode)
      controller.abort(reason)
      setTimeout(() => exit(reason.exitCode), GRACE).unref()
    })
  }

  return controller.signal
}
