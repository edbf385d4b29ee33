import type {StoredActionItem} from './action-items.js'
import type {StoredConversation} from './conversations.js'
import type {StoredFolder} from './folders.js'
import type {StoredGoal} from './goals.js'
import type {StoredKey} from './keys.js'
import type {StoredMemory} from './memories.js'
import type {Schema} from './operation.js'
import type {StoredIdToken, StoredSession} from './sign-in/sessions.js'

import {invalidValue} from '../errors/index.js'
import {Collection} from './collection.js'
import {findOperation, type JsonObject, namedSchema} from './contract.js'
import {DataFile} from './data-file.js'
import {SessionClaims} from './session-claims.js'
import {timestamp} from './times.js'
import {compileSchema} from './validation.js'

const FORMAT = 'omi-sandbox'
const VERSION = 1

/** The account as the file has it. */
interface Account {
  action_items: StoredActionItem[]
  conversations: StoredConversation[]
  daily_summaries: Schema<'DailySummary'>[]
  folders: StoredFolder[]
  goals: StoredGoal[]
  id_tokens: StoredIdToken[]
  keys: StoredKey[]
  memories: StoredMemory[]
  sessions: StoredSession[]
}

/** A schema of what must be there as a text. */
const texts = (...names: string[]): JsonObject => ({
  type: 'object',
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, {type: 'string'}])),
})

/** A schema of the contract with the properties that the sandbox keeps beside it. */
const stored = (name: string, properties: JsonObject) => ({
  allOf: [namedSchema(name), {type: 'object', required: Object.keys(properties), properties}],
})

/** A schema with the flags that a document may carry here. */
const kept = (schema: JsonObject): JsonObject => ({
  allOf: [schema, {properties: {is_locked: {type: 'boolean'}, unreadable: {type: 'boolean'}}}],
})

/** The schema of each list's documents. */
const documentSchemas = (): Record<keyof Account, JsonObject> => ({
  keys: stored('DevApiKey', {secret: {type: 'string'}}),
  memories: kept(namedSchema('Memory')),
  conversations: kept(
    stored('Conversation', {
      action_item_ids: {type: 'array', items: {type: 'string'}},
      discarded: {type: 'boolean'},
      starred: {type: 'boolean'},
      transcript_segments: {type: 'array'},
    }),
  ),
  action_items: kept(stored('ActionItem', {created_at: {type: 'string', format: 'date-time'}})),
  goals: stored('Goal', {history: findOperation('listGoalHistory').responses['200']}),
  folders: namedSchema('Folder'),
  daily_summaries: namedSchema('DailySummary'),
  sessions: texts('id', 'user_id'),
  id_tokens: {allOf: [texts('id', 'user_id'), {required: ['ends_at'], properties: {ends_at: {type: 'number'}}}]},
})

function dataFileSchema(): JsonObject {
  const lists = Object.entries(documentSchemas()).map(([name, items]) => [name, {type: 'array', items}])
  // The first sandboxes had no other lists.
  return {type: 'object', required: ['keys', 'memories'], properties: Object.fromEntries(lists)}
}

const emptyAccount = (): Account => ({
  keys: [],
  memories: [],
  conversations: [],
  action_items: [],
  goals: [],
  folders: [],
  daily_summaries: [],
  sessions: [],
  id_tokens: [],
})

export interface StoreOptions {
  /** Where the data is kept between runs; without it they live in memory. */
  file?: string
  now: () => Date
}

/** The account's data. With a file, flush() brings it there. */
export class Store {
  readonly actionItems: Collection<StoredActionItem>
  readonly conversations: Collection<StoredConversation>
  readonly dailySummaries: Collection<Schema<'DailySummary'>>
  readonly folders: Collection<StoredFolder>
  readonly goals: Collection<StoredGoal>
  readonly idTokens: Collection<StoredIdToken>
  readonly keys: Collection<StoredKey>
  readonly memories: Collection<StoredMemory>
  readonly now: () => Date
  readonly sessionClaims: SessionClaims
  readonly sessions: Collection<StoredSession>
  #changes = 0
  readonly #file: DataFile | undefined
  #lastMicroseconds = 0
  #saved = 0
  #saving: Promise<void> | undefined

  private constructor(options: StoreOptions, account: Account, file?: DataFile) {
    const touch = this.touch.bind(this)
    this.#file = file
    this.now = options.now
    this.sessionClaims = new SessionClaims(options.now)
    this.actionItems = new Collection(account.action_items, touch)
    this.conversations = new Collection(account.conversations, touch)
    this.dailySummaries = new Collection(account.daily_summaries, touch)
    this.folders = new Collection(account.folders, touch)
    this.goals = new Collection(account.goals, touch)
    this.keys = new Collection(account.keys, touch)
    this.memories = new Collection(account.memories, touch)
    this.sessions = new Collection(account.sessions, touch)
    this.idTokens = new Collection(account.id_tokens, touch)
  }

  /**
   * The store with what its file holds; empty when there is no file yet. Nobody else can open that file until close().
   * Throws `Invalid value: --data FILE` for a file that another has open, that cannot be read or is not a sandbox's, and
   * leaves it alone.
   */
  static async open(options: StoreOptions): Promise<Store> {
    if (options.file === undefined) return new Store(options, emptyAccount())
    const file = await DataFile.open(options.file)
    try {
      const text = await file.read()
      return new Store(options, text === undefined ? emptyAccount() : accountIn(text, options.file), file)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Whether the account has no content; its keys do not count. */
  get isEmpty(): boolean {
    const {actionItems, conversations, dailySummaries, folders, goals, memories} = this
    const contents = [actionItems, conversations, dailySummaries, folders, goals, memories]
    return contents.every((collection) => collection.size === 0)
  }

  /** To be called when nothing more is to be saved. Never throws. */
  async close(): Promise<void> {
    await this.#file?.close()
  }

  /**
   * Resolves once every change made before the call is in the file. Changes that come while a write is under way share
   * the next one. Throws `Invalid value: --data FILE` where the file cannot be written; it is as it was then.
   */
  async flush(): Promise<void> {
    const wanted = this.#changes
    while (this.#file !== undefined && this.#saved < wanted) {
      this.#saving ??= this.#write(this.#file).finally(() => {
        this.#saving = undefined
      })

      await this.#saving
    }
  }

  /** Locks that many of the newest of each noun that can be locked; of conversations, those that lists have. */
  lockNewest(count: number): void {
    if (count === 0) return
    const newest = {limit: count, offset: 0}
    for (const memory of this.memories.page(newest)) this.memories.update(memory, {is_locked: true})
    for (const item of this.actionItems.page(newest)) this.actionItems.update(item, {is_locked: true})
    for (const conversation of this.conversations.page(newest, ({discarded}) => !discarded)) {
      this.conversations.update(conversation, {is_locked: true})
    }
  }

  /** The time now as the API writes it, later than every one given out before: it orders what is created in one go. */
  stamp(): string {
    this.#lastMicroseconds = Math.max(this.now().getTime() * 1000, this.#lastMicroseconds + 1)
    return timestamp(this.#lastMicroseconds)
  }

  /** Notes that something changed, so that the next flush() writes. */
  touch(): void {
    this.#changes++
  }

  async #write(file: DataFile): Promise<void> {
    const changes = this.#changes
    const account: Record<keyof Account, unknown> = {
      keys: this.keys,
      memories: this.memories,
      conversations: this.conversations,
      action_items: this.actionItems,
      goals: this.goals,
      folders: this.folders,
      daily_summaries: this.dailySummaries,
      sessions: this.sessions,
      id_tokens: this.idTokens,
    }
    const text = JSON.stringify({format: FORMAT, version: VERSION, ...account})
    await file.write(text)
    this.#saved = changes
  }
}

function accountIn(text: string, file: string): Account {
  const refuse = (why: string) => invalidValue(`--data ${file}`, why)
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw refuse('The file is not JSON. Name one that omi sandbox made, or one that does not exist yet.')
  }

  const {format, version} = (data ?? {}) as {format?: unknown; version?: unknown}
  if (format !== FORMAT) {
    throw refuse('The file is not a sandbox data file. Name one that omi sandbox made, or one that does not exist yet.')
  }

  if (version !== VERSION) throw refuse(`The file has format version ${version}; this omi reads ${VERSION}.`)
  const [problem] = compileSchema(dataFileSchema())(data, [])
  if (problem) throw refuse(`The file is damaged at ${problem.loc.join('.')}: ${problem.msg}.`)
  return {...emptyAccount(), ...(data as Partial<Account>)}
}
