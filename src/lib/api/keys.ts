import {type HttpClient} from '../http/http-client.js'
import {type DevApiKey} from './schema.js'

export class Keys {
  constructor(private readonly http: HttpClient) {}

  /** What the credential that is sent is. Older servers have no such endpoint and answer 404. */
  async current(): Promise<DevApiKey> {
    const path = '/v1/dev/key'
    return (await this.http.send({expect: 'object', maxAttempts: 1, method: 'GET', path})) as DevApiKey
  }
}
