import {type Folder} from '../contract/schema.js'
import {type HttpClient} from '../http/http-client.js'
import {call} from './call.js'

/** The folders of the signed-in user. */
export class Folders {
  constructor(private readonly http: HttpClient) {}

  list(): Promise<Folder[]> {
    return call(this.http, 'listFolders')
  }
}
