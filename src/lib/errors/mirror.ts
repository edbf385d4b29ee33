import {errorOf} from './error-of.js'

export const nothingToSearch = () => errorOf('nothing_to_search', {detail: 'Run omi sync first.'})

/** The ids that the server shows are none of the many that the mirror has. */
export const mirrorOfAnotherAccount = (path: string) =>
  errorOf('mirror_of_another_account', {
    detail: `Nothing of what is in ${path} is at the server. omi sync --reset starts it anew.`,
  })

export const damagedMirror = (path: string) =>
  errorOf('mirror_damaged', {detail: `${path} cannot be read. omi sync --reset starts it anew.`})

export const mirrorOfNewerVersion = (path: string) =>
  errorOf('mirror_newer', {
    detail: `${path} was written by a newer omi. Use that one; omi sync --reset starts it anew for this one.`,
  })

/** `detail` names the lock and says what helps. */
export const mirrorInUse = (detail: string) => errorOf('mirror_in_use', {detail})

export const cannotWriteMirror = (detail: string, cause?: unknown) => errorOf('cannot_use_mirror', {cause, detail})
