import {type Settings} from '../config/settings.js'
import {type Io} from '../io/io.js'
import {MirrorFile} from '../mirror/mirror-file.js'
import {MirrorReader} from '../mirror/mirror-reader.js'
import {NOUNS} from '../mirror/nouns.js'
import {isOfAnotherSignIn} from '../mirror/sign-in.js'
import {type MoreIds} from './complete-ids.js'

/** The ids of the account's mirror. It is a convenience: a mirror that cannot be read has none. */
export function mirroredIds(settings: Settings, io: Io): MoreIds {
  const mirror = new MirrorReader(MirrorFile.of(settings, io))
  return async (noun, prefix) => {
    const known = NOUNS.find((each) => each === noun.replaceAll(' ', '-'))
    if (!known || !mirror.exists) return []
    try {
      const {signIn} = await mirror.state()
      return isOfAnotherSignIn(signIn, settings) ? [] : await mirror.idsBeginning(known, prefix)
    } catch {
      return []
    }
  }
}
