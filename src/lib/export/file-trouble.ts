import {alreadyRunning, cannotUseFile} from '../errors/index.js'
import {fileTrouble, systemCode} from '../errors/system-error.js'
import {LockHeldError, LockLostError, NotALockError, takenOverSoon} from '../files/lock-errors.js'

/** What a step throws, in words for a user: the system's errors about `path`, and what is wrong with its lock. */
export async function asFileTrouble<Result>(path: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    const busy = `Another omi is exporting to ${path}. Wait until it has ended`
    if (error instanceof LockHeldError) {
      throw alreadyRunning(error.unseen ? `${busy}: ${takenOverSoon(error.unseen)}` : `${busy}.`)
    }

    if (error instanceof LockLostError) throw alreadyRunning(`${busy}.`)
    if (error instanceof NotALockError) throw cannotUseFile('EEXIST', error.detail, {cause: error})
    const code = systemCode(error)
    if (code === undefined || NO_FILE.test((error as NodeJS.ErrnoException).syscall ?? '')) throw error
    throw cannotUseFile(code, fileTrouble(error)?.path?.replace(TEMPORARY, '') ?? path, {cause: error})
  }
}

/** What a file is called before it has its name. */
const TEMPORARY = /\.omi-[\da-f]{8}-\d+-\d*-[\da-f]{8}\.tmp$/

/** Calls that are about no file. */
const NO_FILE = /^(?:accept|bind|connect|getaddrinfo|kill|listen|spawn)?$/
