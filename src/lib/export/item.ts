import {type JsonItem} from '../json/json-text.js'
import {isShortened} from '../memory/shortened.js'
import {type Documents, type Noun} from './nouns.js'

/** Something that the account has, as the API's own text and as what that says. */
interface ItemOf<Name extends Noun> {
  /** Parsed when it is asked for first. A server may send anything: nothing in it can be relied on to be what its type says. */
  readonly document: Documents[Name]
  /** When it was found to be gone at the server, in ISO 8601; undefined while it is there. */
  readonly goneAt?: string
  readonly id: string
  /** Whether only the beginning of its text could be had. */
  readonly isPartial: boolean
  /** Whether a transcript that is asked for could not be had yet. */
  readonly lacksTranscript: boolean
  readonly noun: Name
  /** JSON on one line, as it came. */
  readonly text: string
}

/** `noun` tells which kind of document it has. */
export type ExportItem = {[Name in Noun]: ItemOf<Name>}[Noun]

/** What is known of an item beside its document. */
interface ItemFacts {
  readonly goneAt?: string
  readonly isPartial?: boolean
  readonly lacksTranscript?: boolean
}

/** An item of a list of the API, or of the mirror. */
export const itemFrom = (noun: Noun, json: JsonItem, facts: ItemFacts = {}): ExportItem =>
  new LazyItem(noun, json, facts) as ExportItem

class LazyItem {
  readonly id: string
  private parsed?: Documents[Noun]

  constructor(
    readonly noun: Noun,
    private readonly json: JsonItem,
    private readonly facts: ItemFacts,
  ) {
    this.id = json.id ?? ''
  }

  get document(): Documents[Noun] {
    const document: Documents[Noun] = this.parsed ?? JSON.parse(this.text)
    this.parsed = document
    return document
  }

  get goneAt(): string | undefined {
    return this.facts.goneAt
  }

  get isPartial(): boolean {
    const {isPartial} = this.facts
    return isPartial ?? (this.noun === 'memory' && 'content' in this.document && isShortened(this.document.content))
  }

  get lacksTranscript(): boolean {
    return this.facts.lacksTranscript ?? false
  }

  get text(): string {
    return this.json.text
  }
}
