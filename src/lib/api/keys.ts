import {notFound} from '../errors.js'
import {createOnce} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {pathSegment} from './path-segment.js'
import {type DevApiKey, type DevApiKeyCreate, type DevApiKeyCreated} from './schema.js'

/** The developer keys of the signed-in user. All but `current` need the session of a browser sign-in. */
export class Keys {
  constructor(private readonly http: HttpClient) {}

  /**
   * The answer is the only time that the secret is shown, so one that is lost cannot be looked up: what was made is
   * useless, and the error says how to find and revoke it.
   */
  async create(key: DevApiKeyCreate): Promise<DevApiKeyCreated> {
    const [created] = await createOnce(this.http, [key], {
      checkWith: 'omi key list',
      lookUp: async () => [undefined],
      repeatable: false,
      send: async ([only]) => [
        (await this.http.send({
          body: only,
          credential: 'session',
          expect: 'object',
          method: 'POST',
          onlyIfRefused: true,
          path: KEYS,
        })) as DevApiKeyCreated,
      ],
    })
    return created as DevApiKeyCreated
  }

  /** What the credential that is sent is. Older servers have no such endpoint and answer 404. */
  async current(): Promise<DevApiKey> {
    const path = '/v1/dev/key'
    return (await this.http.send({expect: 'object', maxAttempts: 1, method: 'GET', path})) as DevApiKey
  }

  async list(): Promise<DevApiKey[]> {
    return (await this.http.send({credential: 'session', expect: 'array', method: 'GET', path: KEYS})) as DevApiKey[]
  }

  /** Also done when there was no such key. */
  async revoke(id: string): Promise<null> {
    await this.http.send({
      credential: 'session',
      expect: 'anything',
      method: 'DELETE',
      notFound: () => notFound('Key', id),
      path: `${KEYS}/${pathSegment(id)}`,
    })
    return null
  }
}

const KEYS = '/v1/dev/keys'
