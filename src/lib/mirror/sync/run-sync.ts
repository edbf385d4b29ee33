import {type OmiApi} from '../../api/omi-api.js'
import {type Settings} from '../../config/settings.js'
import {alreadyRunning} from '../../errors/index.js'
import {LockHeldError} from '../../files/lock-errors.js'
import {lockFile} from '../../files/lock.js'
import {isLoopback} from '../../http/loopback.js'
import {type Output} from '../../output/output.js'
import {type Progress} from '../../output/progress.js'
import {duration} from '../../text/duration.js'
import {eraseGone, removeMirror} from '../erase.js'
import {type MirrorFile} from '../mirror-file.js'
import {signInOf} from '../sign-in.js'
import {Allowance} from './allowance.js'
import {SyncContext, type SyncOptions} from './context.js'
import {type SyncEnd, syncMirror} from './sync.js'

export interface SyncAsked extends SyncOptions {
  /** Asks before what is gone is erased; undefined where nothing is to be erased. */
  readonly askToPrune?: () => Promise<boolean>
  /** Asks before the mirror is removed; undefined where it is to stay. */
  readonly askToReset?: () => Promise<void>
  readonly waits: boolean
}

interface World {
  readonly api: OmiApi
  readonly file: MirrorFile
  readonly output: Output
  readonly progress: Progress
  readonly settings: Settings
  readonly signal: AbortSignal
}

/** A run of `omi sync`, of which there is one at a time for a mirror. Throws "Already running", and what syncMirror throws. */
export async function runSync(asked: SyncAsked, world: World): Promise<SyncEnd> {
  const {file, output, progress} = world
  const lock = await lockForRun(file)
  try {
    if (asked.askToReset && file.exists) {
      await asked.askToReset()
      await removeMirror(file)
    }

    const end = await syncMirror(contextFor(asked, world), {
      tellWait: (seconds) => output.warn(`Rate limited. Waiting ${duration(seconds)}.`),
      waits: asked.waits,
      warn: (text) => output.warn(text),
    })
    await progress.stop()
    if (asked.askToPrune && (await asked.askToPrune())) await eraseGone(file)
    return end
  } finally {
    await progress.stop()
    await lock.release()
  }
}

async function lockForRun(file: MirrorFile) {
  try {
    return await lockFile(`${file.path}.sync`, {patience: 0})
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw file.explained(error)
    throw alreadyRunning(`Another omi sync works on this mirror. ${error.detail}`)
  }
}

function contextFor(asked: SyncAsked, {api, file, output, progress, settings, signal}: World) {
  const {full, nouns, refreshTranscripts, transcripts} = asked
  const {clock} = output.io
  const isHere = isLoopback(new URL(settings.apiBase).hostname)
  return new SyncContext({
    allowance: new Allowance(clock, () => !isHere || api.http.tellsLimits),
    api,
    clock,
    file,
    options: {full, nouns, refreshTranscripts, transcripts},
    owner: {api_base: settings.apiBase, profile: settings.profileName, sign_in: signInOf(settings)},
    progress: (done, total, secondsLeft) => progress.update(done, total, secondsLeft),
    signal,
  })
}
