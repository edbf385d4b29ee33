import type {Operation} from '../contract/operation.js'
import type {Collection, Page} from './collection.js'
import type {Kept} from './documents.js'

/** A request for a page of a list. */
interface PageRequest {
  operation: Operation
  /** A cap that nobody announced, in places. */
  pageCap?: number
  query: {include_transcript?: boolean; limit?: number; offset?: number}
}

/**
 * The places of a list that a request means. As on the server (routers/developer.py of BasedHardware/omi), more than a page
 * may have are cut down to that without a word, fewer than one are one, and an offset below 0 is 0.
 */
export function placesOf({operation: {page}, pageCap = Infinity, query}: PageRequest): Page {
  const {include_transcript: withTranscript, limit = Infinity, offset = 0} = query
  const announced = (withTranscript ? page?.maxWithTranscript : undefined) ?? page?.max ?? Infinity
  return {limit: Math.max(1, Math.min(limit, announced, pageCap)), offset: Math.max(0, offset)}
}

/**
 * The page of a list as the server shows it: the places are counted off among all documents that match, and only then those
 * are dropped that it cannot read or, by the contract's rule for locked ones, does not show.
 */
export function listPage<Document extends Kept & {id: string}, Shown>(
  request: PageRequest,
  collection: Collection<Document>,
  shown: (document: Document) => Shown,
  matches?: (document: Document) => boolean,
): Shown[] {
  const isDropped = ({is_locked: locked, unreadable}: Document) =>
    unreadable || (locked && request.operation.locked === 'dropped')
  const page = collection.page(placesOf(request), matches)
  return page.filter((document) => !isDropped(document)).map((document) => shown(document))
}
