import {type HttpClient} from '../http/http-client.js'
import {Keys} from './keys.js'
import {Memories} from './memories.js'

/** The API, a property per noun. */
export class OmiApi {
  readonly keys: Keys
  readonly memories: Memories

  constructor(http: HttpClient) {
    this.keys = new Keys(http)
    this.memories = new Memories(http)
  }
}
