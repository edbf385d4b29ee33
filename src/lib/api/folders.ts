import {type HttpClient} from '../http/http-client.js'
import {type Folder} from './schema.js'

/** The folders of the signed-in user. */
export class Folders {
  constructor(private readonly http: HttpClient) {}

  async list(): Promise<Folder[]> {
    return (await this.http.send({expect: 'array', method: 'GET', path: '/v1/dev/user/folders'})) as Folder[]
  }
}
