import {invalidValue} from '../errors/index.js'
import {Collection} from './collection.js'
import {type JsonObject, namedSchema} from './contract.js'
import {DataFile} from './data-file.js'
import {SessionClaims} from './session-claims.js'
import {type Documents, type StoredDocument} from './stored.js'
import {timestamp} from './times.js'
import {compileSchema} from './validation.js'

const FORMAT = 'omi-sandbox'
const VERSION = 1

/** What the store has to know of a collection. */
export interface Kind<Document extends StoredDocument = StoredDocument> {
  /** What is kept of a document beside the fields of the contract, as properties of a schema; all of it has to be there. */
  beside?: () => JsonObject
  /** Whether lists have it; all of them without this. */
  isListed?(document: Document): boolean
  /** Whether a lapsed plan keeps the user from some of it. */
  lockable?: true
  /** Where it is in the API; without one it is no content of the account. */
  path?: string
  /** The schema that the contract has for it, by name. */
  schema?: string
}

type Kinds = Readonly<Record<string, Kind>>

/** The account as the file has it. */
type Account = Record<string, StoredDocument[]>

/** The flags that a document may carry here. */
const FLAGS = {properties: {is_locked: {type: 'boolean'}, unreadable: {type: 'boolean'}}}

function documentSchema({beside, lockable, schema}: Kind): JsonObject {
  const own = beside?.()
  return {
    allOf: [
      ...(schema === undefined ? [] : [namedSchema(schema)]),
      ...(own ? [{type: 'object', required: Object.keys(own), properties: own}] : []),
      ...(lockable ? [FLAGS] : []),
    ],
  }
}

function dataFileSchema(kinds: Kinds): JsonObject {
  const lists = Object.entries(kinds).map(([name, kind]) => [name, {type: 'array', items: documentSchema(kind)}])
  // The first sandboxes had no other lists.
  return {type: 'object', required: ['keys', 'memories'], properties: Object.fromEntries(lists)}
}

export interface StoreOptions {
  /** Where the data is kept between runs; without it they live in memory. */
  file?: string
  now: () => Date
}

/** The account's data. With a file, flush() brings it there. */
export class Store {
  readonly now: () => Date
  readonly sessionClaims: SessionClaims
  private changes = 0
  private readonly collections: ReadonlyMap<string, Collection<StoredDocument>>
  private readonly file: DataFile | undefined
  private readonly kinds: Kinds
  private lastMicroseconds = 0
  private saved = 0
  private saving: Promise<void> | undefined

  private constructor(kinds: Kinds, options: StoreOptions, account: Account, file?: DataFile) {
    const touch = this.touch.bind(this)
    this.file = file
    this.kinds = kinds
    this.collections = new Map(Object.keys(kinds).map((name) => [name, new Collection(account[name] ?? [], touch)]))
    this.now = options.now
    this.sessionClaims = new SessionClaims(options.now)
  }

  /**
   * A store of collections of these kinds, with what its file holds; empty when there is no file yet. Nobody else can open that file until close().
   * Throws `Invalid value: --data FILE` for a file that another has open, that cannot be read or is not a sandbox's, and
   * leaves it alone.
   */
  static async open(kinds: Kinds, options: StoreOptions): Promise<Store> {
    if (options.file === undefined) return new Store(kinds, options, {})
    const file = await DataFile.open(options.file)
    try {
      const text = await file.read()
      return new Store(kinds, options, text === undefined ? {} : accountIn(text, kinds, options.file), file)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Whether the account has no content; its keys do not count. */
  get isEmpty(): boolean {
    return Object.entries(this.kinds).every(([name, {path}]) => path === undefined || this.of(name).size === 0)
  }

  /** To be called when nothing more is to be saved. Never throws. */
  async close(): Promise<void> {
    await this.file?.close()
  }

  /**
   * Resolves once every change made before the call is in the file. Changes that come while a write is under way share
   * the next one. Throws `Invalid value: --data FILE` where the file cannot be written; it is as it was then.
   */
  async flush(): Promise<void> {
    const wanted = this.changes
    while (this.file !== undefined && this.saved < wanted) {
      this.saving ??= this.write(this.file).finally(() => {
        this.saving = undefined
      })

      await this.saving
    }
  }

  /** Locks that many of the newest of each collection that can be locked, of what lists have. */
  lockNewest(count: number): void {
    if (count === 0) return
    for (const [name, {isListed, lockable}] of Object.entries(this.kinds)) {
      const documents = this.of(name)
      const newest = lockable ? documents.page({limit: count, offset: 0}, isListed) : []
      for (const document of newest) documents.update(document, {is_locked: true})
    }
  }

  /** The documents of a collection, by its name in the table of collections. Throws for a name that is not there. */
  of<Name extends keyof Documents>(name: Name): Collection<Documents[Name]>
  of(name: string): Collection<StoredDocument>
  of(name: string): Collection<StoredDocument> {
    const documents = this.collections.get(name)
    if (!documents) throw new Error(`The sandbox has no collection ${name}`)
    return documents
  }

  /** The time now as the API writes it, later than every one given out before: it orders what is created in one go. */
  stamp(): string {
    this.lastMicroseconds = Math.max(this.now().getTime() * 1000, this.lastMicroseconds + 1)
    return timestamp(this.lastMicroseconds)
  }

  /** Notes that something changed, so that the next flush() writes. */
  touch(): void {
    this.changes++
  }

  private async write(file: DataFile): Promise<void> {
    const {changes} = this
    const text = JSON.stringify({format: FORMAT, version: VERSION, ...Object.fromEntries(this.collections)})
    await file.write(text)
    this.saved = changes
  }
}

function accountIn(text: string, kinds: Kinds, file: string): Account {
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
  const [problem] = compileSchema(dataFileSchema(kinds))(data, [])
  if (problem) throw refuse(`The file is damaged at ${problem.loc.join('.')}: ${problem.msg}.`)
  return data as Account
}
