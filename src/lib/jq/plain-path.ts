import {JsonScanner} from '../json/scanner.js'
import {
  type Filter,
  iteratorOf,
  JqFilter,
  type JqOptions,
  type JsonTexts,
  nextOf,
  type TextSource,
} from './jq-filter.js'

/**
 * `.[].name`, with as many names as there are: what most filters are that go over a long list. Where it leads to texts, true, false
 * or null in every element, their places in the JSON are enough, and jq, which takes longer to start and to read a page than all the
 * rest of a run, is not needed. From the first part of a list on that has anything else, jq does it.
 */
export class PlainPath implements Filter {
  readonly isPagewise = true
  private jq?: JqFilter

  private constructor(
    /** As they stand in JSON. */
    private readonly keys: readonly Buffer[],
    private readonly text: string,
    private readonly options: JqOptions,
  ) {}

  /** Undefined for any other filter. */
  static of(text: string, options: JqOptions): PlainPath | undefined {
    const names = /^\s*\.\[\]\s*(?:\|\s*)?(?<names>(?:\.[A-Z_a-z]\w*)+)\s*$/.exec(text)?.groups?.names
    return names === undefined
      ? undefined
      : new PlainPath(
          names
            .slice(1)
            .split('.')
            .map((name) => Buffer.from(`"${name}"`)),
          text,
          options,
        )
  }

  async end(): Promise<void> {
    await this.jq?.end()
  }

  async *run(texts: JsonTexts): AsyncGenerator<Uint8Array> {
    const source = iteratorOf(texts)
    try {
      for (let text = await nextOf(source); text; text = await nextOf(source)) {
        const results = this.resultsFor(Buffer.from(text.buffer, text.byteOffset, text.byteLength))
        if (results === undefined) {
          this.jq = await JqFilter.of(this.text, this.options)
          return yield* this.jq.run(withFirst(text, source))
        }

        if (results !== '') yield Buffer.from(results)
      }
    } finally {
      await source.return?.()
    }
  }

  /** The result for the value that begins here, which is skipped, from the name on that is this deep; undefined where jq is needed. */
  private resultAt(json: Buffer, scanner: JsonScanner, depth = 0): string | undefined {
    scanner.space()
    const key = this.keys[depth]
    const start = scanner.at
    if (!key || !scanner.startsObject) {
      scanner.value()
      return this.resultOf(json.toString('utf8', start, scanner.at), key === undefined)
    }

    let result: string | undefined = 'null'
    let hasEscapes = false
    scanner.object((keyAt) => {
      const same = isSame(json, keyAt, key)
      if (same) result = this.resultAt(json, scanner, depth + 1)
      else scanner.value()
      hasEscapes ||= same === undefined
    })
    return hasEscapes ? undefined : result
  }

  /** What stands for a value that is no object, or at the end of the path. */
  private resultOf(json: string, isAtEnd: boolean): string | undefined {
    // What is null has no members that are not.
    if (json === 'null' || (isAtEnd && (json === 'true' || json === 'false'))) return json
    if (!isAtEnd || !json.startsWith('"')) return undefined
    return this.options.raw ? textOf(json) : json
  }

  /** Undefined where jq is needed. */
  private resultsFor(list: Buffer): string | undefined {
    const scanner = new JsonScanner(list)
    scanner.space()
    if (!scanner.startsArray) return undefined
    const results: Array<string | undefined> = []
    scanner.array(() => results.push(this.resultAt(list, scanner)))
    return results.includes(undefined) ? undefined : results.map((result) => `${result}\n`).join('')
  }
}

/** Whether a key is what begins here; undefined where that may be the key, written with escapes. */
function isSame(json: Buffer, start: number, key: Buffer): boolean | undefined {
  for (const [index, element] of key.entries()) {
    const code = json[start + index]
    if (code === BACKSLASH) return undefined
    if (code !== element) return false
  }

  return true
}

const BACKSLASH = 0x5c

const textOf = (json: string): string => (json.includes('\\') ? (JSON.parse(json) as string) : json.slice(1, -1))

/** @yields this text, and those that are left */
async function* withFirst(text: Uint8Array, source: TextSource): AsyncGenerator<Uint8Array> {
  for (let next: null | Uint8Array = text; next; next = await nextOf(source)) yield next
}
