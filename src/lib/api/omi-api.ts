import {type HttpClient} from '../http/http-client.js'
import {ActionItems} from './action-items.js'
import {call} from './call.js'
import {Conversations} from './conversations.js'
import {DailySummaries} from './daily-summaries.js'
import {Folders} from './folders.js'
import {Goals} from './goals.js'
import {Keys} from './keys.js'
import {Memories} from './memories.js'
import {type Answer, type Question} from './types.js'

/** The API, a property per noun. */
export class OmiApi {
  readonly actionItems: ActionItems
  readonly conversations: Conversations
  readonly dailySummaries: DailySummaries
  readonly folders: Folders
  readonly goals: Goals
  /**
   * Sends anything that has no method of its own.
   * @internal
   */
  readonly http: HttpClient
  readonly keys: Keys
  readonly memories: Memories

  constructor(http: HttpClient) {
    this.http = http
    this.actionItems = new ActionItems(http)
    this.conversations = new Conversations(http)
    this.dailySummaries = new DailySummaries(http)
    this.folders = new Folders(http)
    this.goals = new Goals(http)
    this.keys = new Keys(http)
    this.memories = new Memories(http)
  }

  /** Answers a question from the user's conversations. Throws OmiErrors as the HTTP client does. */
  ask(question: Question): Promise<Answer> {
    return call(this.http, 'ask', {body: question})
  }
}
