import {type OmiApi} from '../api/omi-api.js'
import {type Settings} from '../config/settings.js'
import {errorOf, invalidValue, isOmiError} from '../errors/index.js'
import {MirrorFile} from '../mirror/mirror-file.js'
import {MirrorReader, type MirrorState} from '../mirror/mirror-reader.js'
import {isOfAnotherSignIn, OF_ANOTHER_SIGN_IN} from '../mirror/sign-in.js'
import {type Output} from '../output/output.js'
import {ApiSource} from './api-source.js'
import {isServersOnly} from './filter.js'
import {MirrorSource} from './mirror-source.js'
import {type Selection, type Source} from './source.js'

/** How old a mirror may be that is as good as the API, in milliseconds. */
const FRESH = 24 * 60 * 60 * 1000

interface Choice {
  /** Makes no request. */
  readonly api: () => Promise<OmiApi>
  readonly from: 'api' | 'mirror' | undefined
  readonly output: Output
  readonly selection: Selection
  readonly settings: Settings
  readonly waitOut?: (error: unknown) => Promise<void>
}

/**
 * Where to export from: what the user says, else the mirror where it is complete and less than a day old, else the API. Says on stderr which.
 * Throws a UsageError for a mirror that is asked for and not there, and for what only the other one has.
 */
export async function chooseSource(choice: Choice): Promise<Source> {
  const {api, from, output, selection, settings, waitOut} = choice
  const isOnlyServers = isServersOnly(selection.filter)
  if (from === 'mirror' && isOnlyServers) throw invalidValue('--from mirror', 'Only the API knows which have a star.')
  const reader = new MirrorReader(MirrorFile.of(settings, output.io))
  const mirror = from === 'api' || isOnlyServers ? undefined : await stateOf(reader, from, output)
  const isOfAnother = mirror !== undefined && isOfAnotherSignIn(mirror.signIn, settings)
  if (isOfAnother) output.warn(OF_ANOTHER_SIGN_IN)
  const isGood = mirror && !isOfAnother && isFresh(mirror, output.io.clock.now())
  if (mirror && (from === 'mirror' || isGood)) {
    output.note(`From the mirror, as of ${mirror.syncedAt ?? 'an omi sync that is not complete'}.`)
    return new MirrorSource(reader)
  }

  if (selection.withGone) throw invalidValue('--with-gone', 'Only the mirror keeps what is gone: --from mirror.')
  output.note('From the API.')
  return new ApiSource(await api(), waitOut)
}

const nothing = () => errorOf('nothing_to_export', {detail: 'Run omi sync first.'})

/** How far the mirror has come; undefined where there is none that can be read, and none is insisted on. */
async function stateOf(reader: MirrorReader, from: Choice['from'], output: Output): Promise<MirrorState | undefined> {
  if (!reader.exists) {
    if (from === undefined) return undefined
    throw nothing()
  }

  try {
    const state = await reader.state()
    if (!state.isEmpty) return state
    if (from !== undefined) throw nothing()
    return undefined
  } catch (error) {
    if (from !== undefined || !isOmiError(error)) throw error
    output.warn(`The mirror is not used: ${error.title}. ${error.detail ?? ''}`.trim())
    return undefined
  }
}

/** By a clock that was wrong then a mirror may be of tomorrow. */
function isFresh({complete, syncedAt}: MirrorState, now: number): boolean {
  const age = now - Date.parse(syncedAt ?? '')
  return complete && age >= 0 && age < FRESH
}
