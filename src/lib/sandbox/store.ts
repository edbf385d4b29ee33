import {readFile} from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'

import type {StoredKey} from './keys.js'
import type {Schema} from './operation.js'

import {invalidValue} from '../errors.js'
import {Collection} from './collection.js'
import {type JsonObject, namedSchema} from './contract.js'
import {compileSchema} from './validation.js'

const FORMAT = 'omi-sandbox'
const VERSION = 1

interface DataFile {
  keys: StoredKey[]
  memories: Schema<'Memory'>[]
}

const dataFileSchema = (): JsonObject => ({
  type: 'object',
  required: ['keys', 'memories'],
  properties: {
    keys: {
      type: 'array',
      items: {allOf: [namedSchema('DevApiKey'), {required: ['secret'], properties: {secret: {type: 'string'}}}]},
    },
    memories: {type: 'array', items: namedSchema('Memory')},
  },
})

export interface StoreOptions {
  /** Where the data is kept between runs; without it they live in memory. */
  file?: string
  now: () => Date
}

/** The account's data. With a file, flush() brings it there. */
export class Store {
  readonly keys: Collection<StoredKey>
  readonly memories: Collection<Schema<'Memory'>>
  readonly now: () => Date
  #changes = 0
  readonly #file: string | undefined
  #lastMicroseconds = 0
  #saved = 0
  #saving: Promise<void> | undefined

  private constructor(options: StoreOptions, data: DataFile) {
    const touch = this.touch.bind(this)
    this.#file = options.file
    this.now = options.now
    this.keys = new Collection(data.keys, touch)
    this.memories = new Collection(data.memories, touch)
  }

  /**
   * The store with what its file holds; empty when there is no file yet.
   * Throws `Invalid value: --data FILE` for a file that cannot be read or is not a sandbox's, and leaves it alone.
   */
  static async open(options: StoreOptions): Promise<Store> {
    const data = options.file === undefined ? undefined : await readDataFile(options.file)
    return new Store(options, data ?? {keys: [], memories: []})
  }

  /**
   * Resolves once every change made before the call is in the file. Changes that come while a write is under way share
   * the next one. Throws what the file system throws.
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

  /** The time now as the API writes it, later than every one given out before: it orders what is created in one go. */
  stamp(): string {
    this.#lastMicroseconds = Math.max(this.now().getTime() * 1000, this.#lastMicroseconds + 1)
    return timestamp(this.#lastMicroseconds)
  }

  /** Notes that something changed, so that the next flush() writes. */
  touch(): void {
    this.#changes++
  }

  async #write(file: string): Promise<void> {
    const changes = this.#changes
    const text = JSON.stringify({format: FORMAT, version: VERSION, keys: this.keys, memories: this.memories})
    // The file holds keys, so it is the owner's alone. A crash of the process does not need fsync; it costs most of a write.
    await writeFileAtomic(file, text, {fsync: false, mode: 0o600})
    this.#saved = changes
  }
}

/** A point in time, in microseconds since 1970, as the API writes it: `2026-11-23T17:55:00.123456Z`. */
export function timestamp(microseconds: number): string {
  const milliseconds = new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, -1)
  return `${milliseconds}${String(microseconds % 1000).padStart(3, '0')}Z`
}

async function readDataFile(file: string): Promise<DataFile | undefined> {
  const refuse = (why: string) => invalidValue(`--data ${file}`, why)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw refuse(`The file cannot be read (${code}).`)
  }

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
  return data as DataFile
}
