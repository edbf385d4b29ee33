import {errorOf} from './error-of.js'
import {type ErrorOptions} from './omi-error.js'
import {adviceFor, reasonFor} from './system-error.js'

/** A progress file of `create --file` that cannot be trusted. `detail` names it and says how to start anew. */
export const damagedProgress = (detail: string) => errorOf('progress_damaged', {detail})

export const cannotWriteProgress = (detail: string, cause?: unknown) =>
  errorOf('cannot_write_progress', {cause, detail})

/** `code` is the system's. What is `done` is not to be tried again. */
export const cannotWriteOutput = (code: string, done = false) =>
  errorOf('cannot_write_output', {
    about: [code],
    detail: [`What was written is not the whole result: ${reasonFor(code)}.`, done ? undefined : adviceFor(code)]
      .filter(Boolean)
      .join(' '),
  })

/** A file or a disk that the system refuses, where no more is known than what the system says; `path` if it names one. */
export const cannotUseFile = (code: string, path: string | undefined, options: Omit<ErrorOptions, 'detail'>) =>
  errorOf('cannot_use_file', {
    about: [code],
    ...options,
    detail: [
      `${path === undefined ? 'The system says' : `${path}`}: ${reasonFor(code)}.`,
      adviceFor(code) ?? 'Check who may read and write there.',
    ].join(' '),
  })

/** A file that was there before, at the path that the user gave. */
export const fileExists = (path: string) =>
  errorOf('file_exists', {about: [path], detail: 'It was not written over; --force does that.'})

/** `detail` says why the result cannot go to stdout. */
export const outputPathWanted = (detail: string) => errorOf('output_path_wanted', {detail})
