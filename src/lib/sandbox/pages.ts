import {type Collection, type Page} from './collection.js'
import {type JsonObject, type Operation} from './contract.js'
import {type Row} from './row.js'
import {type StoredDocument} from './stored.js'

/** A request for a page of a list. */
interface PageRequest {
  legacy: boolean
  /** A cap that nobody announced, in places. */
  pageCap: number | undefined
  query: JsonObject & {include_transcript?: boolean; limit?: number; offset?: number}
}

/**
 * The places of a list that a request means. As on the server (routers/developer.py of BasedHardware/omi), more than a page
 * may have are cut down to that without a word, fewer than one are one, and an offset below 0 is 0.
 */
function placesOf({pageCap = Infinity, query}: PageRequest, {page, query: {properties}}: Operation): Page {
  const {include_transcript: withTranscript, limit = Infinity, offset = 0} = query
  const announced = (withTranscript ? page?.maxWithTranscript : undefined) ?? page?.max ?? Infinity
  // Without an offset there is no next page, so no cap but the contract's would leave a way to the rest.
  const unannounced = 'offset' in (properties as JsonObject) ? pageCap : Infinity
  return {limit: Math.max(1, Math.min(limit, announced, unannounced)), offset: Math.max(0, offset)}
}

/**
 * The page of a list as the server shows it: the places are counted off among all documents that match, and only then those
 * are dropped that it cannot read or, by the contract's rule for locked ones, does not show.
 */
export function listPage(
  request: PageRequest,
  operation: Operation,
  row: Row,
  collection: Collection<StoredDocument>,
): StoredDocument[] {
  const {filters = [], ignoresLimit, isListed, order} = row
  const tests = [isListed, ...filters.map((filter) => filter(request.query, request.legacy))].filter(
    (test) => test !== undefined,
  )
  const matches = tests.length > 0 ? (document: StoredDocument) => tests.every((test) => test(document)) : undefined
  const places = ignoresLimit?.(request) ? {limit: Infinity, offset: 0} : placesOf(request, operation)
  const page = order
    ? [...collection]
        .reverse()
        .filter((document) => matches?.(document) ?? true)
        .sort(order)
        .slice(places.offset, places.offset + places.limit)
    : collection.page(places, matches)
  return page.filter(({is_locked: locked, unreadable}) => !unreadable && !(locked && operation.locked === 'dropped'))
}
