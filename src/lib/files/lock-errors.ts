/** Why there is no lock. */

/** The lock stayed taken. `detail` names it and says what helps. */
export class LockHeldError extends Error {
  readonly detail: string

  /** `unseen` is the process that holds it, where nobody can say from here whether it still runs. */
  constructor(
    path: string,
    readonly unseen?: {readonly host: string; readonly pid: number},
    what = 'file',
  ) {
    super(`${path} is held`)
    const hint = unseen ? takenOverSoon(unseen) : `if no other omi is running, delete that ${what}.`
    this.detail = `${path} is held by another process. Wait for it to end and try again; ${hint}`
  }
}

/** What is told about an owner that cannot be seen, as the end of a sentence. */
export const takenOverSoon = ({host, pid}: {readonly host: string; readonly pid: number}) =>
  `it is process ${pid} on ${host}, which cannot be seen from here: once it has not stirred for a minute it counts as dead.`

/** This process was held up and its lock was taken over. */
export class LockLostError extends Error {
  readonly detail: string

  constructor(path: string) {
    super(`${path} was lost`)
    this.detail = `${path}: this process was held up and lost its lock. Run the command again.`
  }
}

/** What is where the lock would be is none; it was left alone. */
export class NotALockError extends Error {
  readonly detail: string

  constructor(path: string) {
    super(`${path} is no lock`)
    this.detail = `${path} is in the way: it is no lock of omi. Move it away and try again.`
  }
}
