import {type Message, type Task} from '../contract/schema.js'
import {notFound} from '../errors/index.js'
import {createOnce} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {type AnswerOf, call, requestFor} from './call.js'

/** How many open tasks are asked for. */
const TASKS = 20

/** Asks servers to tell errors in lines of their own, and for those lines. */
const HEADERS = {accept: 'text/event-stream', 'x-omi-chat-failure-protocol': '1'}

/**
 * The chat of the signed-in user, and the tasks as a chat shows them: all with the session of a browser sign-in. Every call
 * throws OmiErrors as the HTTP client does.
 */
export class Chat {
  constructor(private readonly http: HttpClient) {}

  /** An answer that is lost cannot be looked up: a list of tasks does not tell when they were made. */
  async addTask(description: string): Promise<Task> {
    const [task] = await createOnce(this.http, [description], {
      checkWith: '/tasks',
      send: async () => [await call(this.http, 'createTask', {body: {description}, onlyIfRefused: true})],
    })
    return task
  }

  /** Clears it for all of the user's clients. */
  async clear(): Promise<void> {
    await call(this.http, 'clearMessages')
  }

  async completeTask(id: string): Promise<void> {
    await call(this.http, 'completeTask', {
      notFound: () => notFound('Task', id),
      path: {action_item_id: id},
      query: {completed: true},
    })
  }

  /** The newest messages, the newest first. */
  history(limit: number): Promise<Message[]> {
    return call(this.http, 'listMessages', {query: {limit}})
  }

  /** Sends a message, once, and gives the lines of its answer as they come; lib/chat/answer.ts reads them. */
  send(text: string): AsyncGenerator<Buffer, void> {
    return this.http.sendForLines({...requestFor('sendMessage'), body: {text}}, HEADERS)
  }

  /** The open ones, and whether there are more than these. */
  tasks(): Promise<AnswerOf<'listTasks'>> {
    const query = {completed: false, limit: TASKS}
    return call(this.http, 'listTasks', {listIn: 'action_items', query})
  }
}
