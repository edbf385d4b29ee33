import {createHash} from 'node:crypto'
import {constants} from 'node:fs'
import {access, mkdir, readFile, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {omiFolder} from '../config/environment.js'
import {type Settings} from '../config/settings.js'
import {OWNER_ONLY} from '../files/folders.js'
import {writeWhole} from '../files/write-whole.js'
import {isObject} from '../json/is-object.js'
import {type IdBook, type IdNoun, type ShownId} from '../output/id-book.js'
import {shortIds} from './short-id.js'

/** How many ids are kept of each noun. */
const KEPT = 5000
/** How many characters are kept of the text of each. */
export const TEXT_KEPT = 60

const VERSION = 1

/** The text by the id, those shown last at the end. */
type Shown = Map<string, string>

/**
 * The ids that tables have shown of one account, so that somebody can type the beginning of one. It is a convenience: a file that
 * cannot be read counts as empty. Where none can be kept, ids are shown whole.
 */
export class ShownIds implements IdBook {
  private readonly added = new Map<IdNoun, Shown>()

  private constructor(
    private readonly file: string,
    private readonly account: string,
    private readonly before: ReadonlyMap<string, Shown>,
    private readonly isKept: boolean,
  ) {}

  /** What was shown of the account that these settings lead to. */
  static async of(settings: Settings): Promise<ShownIds> {
    const file = fileFor(settings)
    const account = accountOf(settings)
    const {accounts, isOurs} = await read(file)
    const isKept = isOurs && (await isWritable(dirname(file)))
    return new ShownIds(file, account, nounsOf(accounts[account]), isKept)
  }

  /** The ids of a noun that begin with `prefix`, with their texts. */
  matching(noun: IdNoun, prefix: string): ShownId[] {
    return [...this.known(noun)].filter(([id]) => id.startsWith(prefix)).map(([id, text]) => ({id, text}))
  }

  async save(): Promise<void> {
    if (this.added.size === 0) return
    const {accounts, isOurs} = await read(this.file)
    if (!isOurs) return
    const nouns = nounsOf(accounts[this.account])
    for (const [noun, ids] of this.added) {
      nouns.set(noun, new Map([...merged(nouns.get(noun), ids)].slice(-KEPT)))
    }

    const account = Object.fromEntries([...nouns].map(([noun, ids]) => [noun, [...ids]]))
    await write(this.file, {...accounts, [this.account]: account})
  }

  shorten(noun: IdNoun, rows: readonly ShownId[]): Map<string, string> {
    if (!this.isKept) return new Map()
    const added = merged(
      this.added.get(noun),
      rows.filter(({id}) => isPlain(id)).map(({id, text}) => [id, [...text].slice(0, TEXT_KEPT).join('')]),
    )
    this.added.set(noun, new Map([...added].slice(-KEPT)))
    return shortIds(this.known(noun).keys())
  }

  private known(noun: IdNoun): Shown {
    return merged(this.before.get(noun), this.added.get(noun) ?? [])
  }
}

/** Forgets what was shown of the account of a profile, and with a key of the environment. */
export async function forgetShownIds(settings: Settings): Promise<void> {
  const file = fileFor(settings)
  const {accounts, isOurs} = await read(file)
  const {[accountOf(settings)]: forgotten, ...others} = accounts
  if (isOurs && forgotten !== undefined) await write(file, others)
}

const fileFor = ({environment}: Settings) => join(omiFolder(environment.home), 'cache', 'ids')

/** The API base and the profile name an account; a key in the environment is one of its own. */
function accountOf({apiBase, credential, profileName}: Settings): string {
  const who = credential?.source === 'OMI_API_KEY' ? credential.secret : profileName
  return createHash('sha256')
    .update(JSON.stringify([apiBase, credential?.source, who]))
    .digest('hex')
    .slice(0, 32)
}

/** What is shown again counts as shown last. */
function merged(before: Shown | undefined, added: Iterable<readonly [string, string]>): Shown {
  const all = new Map(before)
  for (const [id, text] of added) {
    all.delete(id)
    all.set(id, text)
  }

  return all
}

/** Whether somebody could type the id as it is shown. */
const isPlain = (id: string) => /^[\w.:-]{6,200}$/.test(id)

interface Content {
  readonly accounts: Readonly<Record<string, unknown>>
  /** Whether the file may be written: one of another version is left to that. */
  readonly isOurs: boolean
}

async function read(file: string): Promise<Content> {
  let document: unknown
  try {
    // A pipe would be waited for.
    if (!(await stat(file)).isFile()) return {accounts: {}, isOurs: false}
    document = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return {accounts: {}, isOurs: true}
  }

  if (!isObject(document)) return {accounts: {}, isOurs: true}
  const {accounts, version} = document as {accounts?: unknown; version?: unknown}
  if (version !== VERSION) return {accounts: {}, isOurs: version === undefined}
  return {accounts: isObject(accounts) ? (accounts as Record<string, unknown>) : {}, isOurs: true}
}

/** What was shown of an account, as far as the file can be believed. */
function nounsOf(account: unknown): Map<string, Shown> {
  if (!isObject(account)) return new Map()
  return new Map(
    Object.entries(account).map(([noun, ids]) => [noun, new Map(Array.isArray(ids) ? ids.filter(isPair) : [])]),
  )
}

const isPair = (entry: unknown): entry is [string, string] =>
  Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string')

/** Whether files can be made in a folder, which is made where it is not there. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, {mode: OWNER_ONLY, recursive: true})
    await access(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function write(file: string, accounts: Content['accounts']): Promise<void> {
  try {
    await writeWhole(file, `${JSON.stringify({version: VERSION, accounts})}\n`, {sync: false})
  } catch {
    // Ids can be typed whole.
  }
}
