import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

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

/** A file, and what of its noun could not be had. */
interface FileAndMissing {
  readonly file: Omit<ManifestFile, 'sha256'>
  readonly missing: readonly Missing[]
}

/** The list of the files of an export, beside them: how many items each has, and what it has to hold. */
export class Manifest {
  static readonly FILE = 'manifest.json'
  private readonly files: ManifestFile[] = []
  private readonly missing: Missing[] = []
  private sha256 = ''

  private constructor(
    private readonly folder: string,
    private readonly now: Date,
    private readonly earlier: ManifestDocument | undefined,
  ) {}

  /** Throws a UsageError where another file of that name is in the folder, which may not be written over without `force`. */
  static async of(folder: string, {force, now}: {force: boolean; now: Date}): Promise<Manifest> {
    const path = join(folder, Manifest.FILE)
    const earlier = await readManifest(folder)
    if (!force && !earlier && existsSync(path)) throw fileExists(path)
    return new Manifest(folder, now, earlier)
  }

  /** Adds the file that was watched last. */
  add(file: Omit<ManifestFile, 'sha256'>, missing: readonly Missing[]): void {
    this.files.push({...file, sha256: this.sha256})
    this.missing.push(...missing)
  }

  /** Whether the earlier file had no more than this one, neither items nor of what is in them. */
  hadNoMore({file: {count, noun, path}, missing}: FileAndMissing): boolean {
    const before = this.earlier?.files.find((file) => file.path === path)
    if (!before) return false
    const gaps = this.earlier?.missing.filter((gap) => gap.noun === noun) ?? []
    const broke = missing.filter(({what}) => what === 'histories' || what === 'items')
    if (!broke.every(({what}) => count >= before.count && gaps.some((gap) => gap.what === what))) return false
    return (['texts', 'transcripts'] as const).every((what) => {
      const [now, then] = [lacking(missing, what), lacking(gaps, what)]
      return now <= then || count - now >= before.count - then
    })
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

  /** Writes it, with what an earlier one says of other files; throws the system's errors. */
  async write(): Promise<void> {
    const others = this.earlier?.files.filter(({path}) => !this.files.some((file) => file.path === path)) ?? []
    const gaps = this.earlier?.missing.filter(({noun}) => !this.files.some((file) => file.noun === noun)) ?? []
    const document: ManifestDocument = {
      exported_at: this.now.toISOString(),
      files: [...others, ...this.files],
      missing: [...gaps, ...this.missing],
    }
    await writeWhole(join(this.folder, Manifest.FILE), `${JSON.stringify(document, undefined, 2)}\n`)
  }
}

/** Of how many items something is missing. */
const lacking = (missing: readonly Missing[], what: Missing['what']): number =>
  missing.reduce((sum, gap) => sum + (gap.what === what ? (gap.count ?? 0) : 0), 0)

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
  Array.isArray(value.missing) &&
  value.missing.every((missing) => isObject(missing)) &&
  value.files.every((file) => isObject(file) && typeof file.path === 'string' && typeof file.sha256 === 'string')
