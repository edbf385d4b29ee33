import {type FileHandle, mkdtemp, open, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {JsonItem} from '../json/json-text.js'
import {type ExportItem, itemFrom} from './item.js'
import {linesIn} from './lines.js'

/** How much is written at once, in characters. */
const CHUNK = 256 * 1024

/**
 * Items that can be read more than once though they come only once: the first reading keeps their texts in a file that nobody
 * else can open, and that is gone with the process. Throws the system's errors, such as ENOSPC.
 */
export class Spool {
  private file?: FileHandle
  private folder?: string
  private isWhole = false

  constructor(private readonly source: () => AsyncIterable<ExportItem>) {}

  async close(): Promise<void> {
    await this.file?.close()
    if (this.folder) await rm(this.folder, {force: true, recursive: true})
  }

  /** The items, those of the first reading as they come. */
  items(): AsyncGenerator<ExportItem> {
    return this.isWhole ? this.kept() : this.keep()
  }

  private async *keep(): AsyncGenerator<ExportItem> {
    const file = await this.open()
    let held: string[] = []
    let size = 0
    const flush = async () => {
      await file.appendFile(held.join(''))
      held = []
      size = 0
    }

    for await (const item of this.source()) {
      held.push(`${item.noun}\t${JSON.stringify(item.id)}\t${item.text}\n`)
      size += item.text.length
      if (size > CHUNK) await flush()
      yield item
    }

    await flush()
    this.isWhole = true
  }

  private async *kept(): AsyncGenerator<ExportItem> {
    const file = await this.open()
    for await (const line of linesIn(file)) yield itemOf(line)
  }

  private async open(): Promise<FileHandle> {
    if (this.file) return this.file
    this.folder = await mkdtemp(join(tmpdir(), 'omi-export-'))
    const path = join(this.folder, 'items')
    this.file = await open(path, 'wx+', 0o600)
    // Whatever ends this process, what has no name any more is gone with it. Windows keeps the name.
    await rm(this.folder, {force: true, recursive: true}).catch(() => {})
    return this.file
  }
}

function itemOf(line: string): ExportItem {
  const [noun = '', id = '', ...text] = line.split('\t')
  return itemFrom(noun as ExportItem['noun'], new JsonItem(JSON.parse(id), Buffer.from(text.join('\t'))))
}
