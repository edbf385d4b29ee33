import {readFileSync} from 'node:fs'

import {type OmiApi} from '../api/omi-api.js'
import {beside, type ConfigLocation, lockBesideConfig, targetOf} from '../config/config-file.js'
import {hashOf} from '../config/refresh-note.js'
import {type DevApiKey} from '../contract/schema.js'
import {isOmiError} from '../errors/index.js'
import {remove} from '../files/temporary-files.js'
import {writeWhole} from '../files/write-whole.js'
import {thisMoment} from '../io/clock.js'

/** How long after it was asked for a key may still come into being, in milliseconds. */
const WINDOW = 30_000

/** What has to be known of a key that was asked for, to find it when nobody took note of the answer. */
interface Attempt {
  readonly apiBase: string
  /** The ids of the keys of that name that were there before; undefined where they could not be listed. */
  readonly before?: readonly string[]
  /** Between which times the server's clock was when the key was asked for, in milliseconds since 1970. */
  readonly earliest: number
  readonly latest: number
  readonly name: string
  /** Of whom, as the ID token has it. */
  readonly user?: string
}

/**
 * A key that a browser sign-in asks for. A note beside the config file says so until the key is in that file: a run that is
 * killed in between leaves a key that nobody has, which the next sign-in revokes.
 */
export class MintAttempt {
  private constructor(
    private readonly location: ConfigLocation,
    private readonly file: string,
    private readonly own: Attempt | undefined,
    /** Keys of earlier attempts, and the attempts that are settled with them. */
    private readonly lost: ReadonlyArray<{readonly attempt: Attempt; readonly key?: DevApiKey}>,
  ) {}

  /** Looks which keys there are, and writes the note. Throws "Cannot write configuration": then no key is to be asked for. */
  static async begin(
    api: OmiApi,
    location: ConfigLocation,
    profileName: string,
    asked: Pick<Attempt, 'apiBase' | 'name' | 'user'>,
  ): Promise<MintAttempt> {
    const keys = await api.keys.list().catch((error: unknown) => {
      if (isOmiError(error) && error.exitCode > 128) throw error
    })
    const file = `sign-in-${hashOf(profileName).slice(0, 12)}`
    const earlier = read(await pathOf(location, file)).filter(
      ({apiBase, user}) => apiBase === asked.apiBase && user === asked.user,
    )
    const lost = keys ? earlier.map((attempt) => ({attempt, key: keyOf(attempt, keys)})) : []
    const span = api.http.clock.at(thisMoment(api.http.clock.own))
    // A server that tells no time makes keys whose time says nothing.
    const own = span && {...asked, ...span, before: keys?.filter(({name}) => name === asked.name).map(({id}) => id)}
    const attempt = new MintAttempt(location, file, own, lost)
    if (own) await attempt.change((attempts) => [...attempts, own])
    return attempt
  }

  /** To be called once no key can have come of it, or it is revoked. */
  async forget(): Promise<void> {
    await this.change((attempts) => attempts.filter((attempt) => !isSame(attempt, this.own)))
  }

  /**
   * To be called once the key is in the config file: revokes with `revoke`, which says whether it did, what earlier attempts
   * have left, but never one of the ids `known`. Never throws.
   */
  async settle(known: ReadonlySet<string>, revoke: (id: string) => Promise<boolean>): Promise<void> {
    const settled = [this.own]
    for (const {attempt, key} of this.lost) {
      if (!key || known.has(key.id) || (await revoke(key.id))) settled.push(attempt)
    }

    await this.change((attempts) =>
      attempts.filter((attempt) => !settled.some((other) => isSame(attempt, other))),
    ).catch(() => {})
  }

  private async change(decide: (attempts: Attempt[]) => Attempt[]): Promise<void> {
    const lock = await lockBesideConfig(this.location, this.file, {})
    try {
      const path = await pathOf(this.location, this.file)
      const attempts = decide(read(path))
      if (attempts.length === 0) remove(path)
      else await beside(this.location, () => writeWhole(path, JSON.stringify({attempts}), {lock}))
    } finally {
      await lock.release()
    }
  }
}

/** The key that came of an attempt: the first of that name since, of those that were not there before. */
function keyOf({before, earliest, latest, name}: Attempt, keys: DevApiKey[]): DevApiKey | undefined {
  const made = keys
    .filter((key) => key.name === name && !before?.includes(key.id))
    .map((key) => ({key, time: Date.parse(key.created_at)}))
    .filter(({time}) => time >= earliest && time <= latest + WINDOW)
    .sort((a, b) => a.time - b.time)
  // Without knowing what was there before, one of several may be another machine's.
  return before || made.length === 1 ? made[0]?.key : undefined
}

const isSame = (attempt: Attempt, other: Attempt | undefined) => JSON.stringify(attempt) === JSON.stringify(other)

const pathOf = async (location: ConfigLocation, file: string) => `${await targetOf(location)}.${file}.json`

function read(path: string): Attempt[] {
  try {
    const {attempts} = JSON.parse(readFileSync(path, 'utf8')) as {attempts: Attempt[]}
    return attempts.filter(({earliest, latest, name}) => name && Number.isFinite(earliest) && Number.isFinite(latest))
  } catch {
    // None, or nothing of ours.
    return []
  }
}
