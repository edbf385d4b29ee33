import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {fileExists} from '../errors/index.js'
import {systemCode} from '../errors/system-error.js'
import {writeWhole} from '../files/write-whole.js'
import {isObject} from '../json/is-object.js'
import {type Noun} from './nouns.js'
import {type Missing} from './source.js'

/** A file of an export. */
export interface ManifestFile {
  /** How many items are in it. */
  readonly count: number
  readonly format: string
  readonly noun: Noun | string
  /** In the folder. */
  readonly path: string
  readonly sha256: string
}

/** What a manifest says. */
export interface ManifestDocument {
  readonly exported_at: string
  readonly files: readonly ManifestFile[]
  readonly missing: readonly Missing[]
}

/** The list of the files of an export, beside them: how many items each has, and what it has to hold. */
export class Manifest {
  static readonly FILE = 'manifest.json'
  private readonly files: ManifestFile[] = []
  private sha256 = ''

  constructor(private readonly now: Date) {}

  /** Throws a UsageError where another file of that name is in the folder, which may not be written over without `force`. */
  static async check(folder: string, force: boolean): Promise<void> {
    const path = join(folder, Manifest.FILE)
    if (!force && existsSync(path) && !(await readManifest(folder))) throw fileExists(path)
  }

  /** The file that was watched last. */
  add(file: Omit<ManifestFile, 'sha256'>): void {
    this.files.push({...file, sha256: this.sha256})
  }

  /** @yields the same pieces, of which it takes the hash */
  async *watching(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
    const hash = createHash('sha256')
    for await (const piece of pieces) {
      hash.update(piece)
      yield piece
    }

    this.sha256 = hash.digest('hex')
  }

  /** Writes it, with the files of other formats that an earlier one names; throws the system's errors. */
  async write(path: string, missing: readonly Missing[]): Promise<void> {
    const earlier = (await readManifest(dirname(path)))?.files ?? []
    const others = earlier.filter(({path: other}) => !this.files.some((file) => file.path === other))
    const document: ManifestDocument = {
      exported_at: this.now.toISOString(),
      files: [...others, ...this.files],
      missing,
    }
    await writeWhole(path, `${JSON.stringify(document, undefined, 2)}\n`)
  }
}

/** The manifest in a folder; undefined where there is none, or something else. Throws the system's errors. */
export async function readManifest(folder: string): Promise<ManifestDocument | undefined> {
  try {
    const document: unknown = JSON.parse(await readFile(join(folder, Manifest.FILE), 'utf8'))
    return isManifest(document) ? document : undefined
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

const isManifest = (value: unknown): value is ManifestDocument =>
  isObject(value) &&
  Array.isArray(value.files) &&
  value.files.every((file) => isObject(file) && typeof file.path === 'string' && typeof file.sha256 === 'string')
