import {type JsonObject} from './contract.js'
import {type Filter} from './filters.js'
import {type Kind, type Store} from './store.js'
import {type StoredDocument} from './stored.js'

/** The part of a request that has a say in how a document is shown. */
export interface Showing {
  query: {include_transcript?: boolean}
  store: Store
}

/**
 * A row of the table of collections. What is left out is as usual: documents are shown as they are kept, but for what is kept
 * beside, the newest first, and a new one has what was sent, a random id and the time.
 */
export interface Row<
  Document extends StoredDocument = StoredDocument,
  New extends object = object,
  Changes extends object = object,
> extends Kind<Document> {
  /** Adds what is to be created; texts and times of the body are as the server keeps them. */
  add?(store: Store, body: New): Document
  /** What a PATCH with these fields changes. */
  changes?(fields: Partial<Changes>, now: string, document: Document): Partial<Document>
  /** What the query of the list may ask for, all of which have to hold. */
  filters?: Filter[]
  /** Whether a list has all that there is, whatever its `limit`. */
  ignoresLimit?(call: {legacy: boolean; query: JsonObject}): boolean
  /** What a PATCH without any field is told. */
  nothingSent?: string
  /** What there is one of, in lower case, for messages. */
  noun: string
  /** The order of the list, of which the oldest first is kept where it says 0; the newest first without it. */
  order?(a: Document, b: Document): number
  /** What an account with sample data has of it, as creations would send it, the oldest first; for what has no code for it. */
  sample?: readonly object[]
  /** How the API shows it. */
  shown?(document: Document, showing: Showing): object
}
