import {Output} from '../output/output.js'

/**
 * The Output of a plugin's command in JSON mode: of all documents that it prints the last one is the answer, and goes to
 * stdout at the end. The rest, and what is no document, goes to stderr. A list that comes in pages goes out as it comes.
 */
export class SoleDocumentOutput extends Output {
  private isStreamed = false
  private isStreaming = false
  private pending?: string

  override get isUnused(): boolean {
    return this.pending === undefined && !this.isStreamed
  }

  /** Prints the answer, where there is one. */
  async finish(): Promise<void> {
    const {pending} = this
    this.pending = undefined
    if (pending !== undefined) await super.write(pending)
  }

  override async json(document: unknown): Promise<void> {
    this.take(document)
  }

  override async jsonStream(pages: AsyncIterable<unknown[]>): Promise<void> {
    if (this.isStreamed) throw new Error('A command answers with one list.')
    this.discard(this.pending)
    this.pending = undefined
    this.isStreamed = true
    this.isStreaming = true
    try {
      await super.jsonStream(pages)
    } finally {
      this.isStreaming = false
    }
  }

  /** `json`, without a wait. */
  take(document: unknown): void {
    const text = `${this.jsonText(document ?? null)}\n`
    if (this.isStreamed) return this.discard(text)
    this.discard(this.pending)
    this.pending = text
  }

  override async write(text: string | Uint8Array): Promise<void> {
    if (this.isStreaming) await super.write(text)
    else this.discard(text)
  }

  private discard(text: string | Uint8Array | undefined): void {
    if (text !== undefined) this.options.io.stderr.write(text)
  }
}
