import {OPERATIONS} from '../contract/operations.js'
import {type DevApiKey, type DevApiKeyCreate, type DevApiKeyCreated} from '../contract/schema.js'
import {notFound} from '../errors/index.js'
import {createOnce} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {call} from './call.js'

/** Characters of an id that the server gives. */
const WHOLE_ID = 36

/** The developer keys of the signed-in user. All but `current` need the session of a browser sign-in. */
export class Keys {
  constructor(private readonly http: HttpClient) {}

  /**
   * The answer is the only time that the secret is shown, so one that is lost cannot be looked up: what was made is
   * useless, and the error says how to find and revoke it.
   */
  async create(key: DevApiKeyCreate): Promise<DevApiKeyCreated> {
    const [created] = await createOnce(this.http, [key], {
      checkWith: OPERATIONS.createKey.checkWith,
      send: async () => [await call(this.http, 'createKey', {body: key, onlyIfRefused: true})],
    })
    return created
  }

  /** What the credential that is sent is. Older servers have no such endpoint and answer 404. */
  current(): Promise<DevApiKey> {
    return call(this.http, 'getCurrentKey', {maxAttempts: 1})
  }

  /**
   * Whether a key's id begins with these characters and has more. The server says of whatever it gets that it is revoked, so
   * somebody who types half an id would believe that the key is. False where that cannot be seen.
   */
  async isOnlyTheBeginning(typed: string): Promise<boolean> {
    if (typed.length >= WHOLE_ID) return false
    const keys = await call(this.http, 'listKeys', {maxAttempts: 1}).catch(() => [])
    return keys.some(({id}) => id.startsWith(typed)) && !keys.some(({id}) => id === typed)
  }

  list(): Promise<DevApiKey[]> {
    return call(this.http, 'listKeys')
  }

  /** Also done when there was no such key. */
  revoke(id: string): Promise<null> {
    return call(this.http, 'revokeKey', {notFound: () => notFound('Key', id), path: {key_id: id}})
  }
}
