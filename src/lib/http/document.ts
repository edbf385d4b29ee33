import {unexpectedResponse} from '../errors/index.js'
import {type JsonItem, JsonText, splitItems} from '../json/json-text.js'
import {withSource} from '../json/source.js'
import {type Answer, factsOf, header, isRecord, kindOf, unexpected} from './answer.js'
import {refusal} from './refusal.js'
import {type ApiRequest} from './request.js'

/**
 * The document of a good answer, of the type that the contract has for it, which keeps its text (see json/source.ts); throws
 * the error that a bad one means.
 */
export function documentOf<Document>(answer: Answer, request: ApiRequest): Document {
  return withSource(checkedDocument(answer, request) as Document, answer.body.text)
}

/** The text of the document of a good answer, `null` where there is none; throws the error that a bad one means. */
export function textOfDocument(answer: Answer, request: ApiRequest): JsonText {
  const document = checkedDocument(answer, request)
  return new JsonText(document === null ? 'null' : answer.body.text)
}

/** The items of a good answer that is a list, unparsed; throws the error that a bad one means. */
export function itemsOf(answer: Answer, request: ApiRequest): JsonItem[] {
  const items = answer.status < 300 ? splitItems(answer.body.bytes) : undefined
  if (items) return items
  checkedDocument(answer, {...request, expect: 'array'})
  throw unexpected(answer, 'something that is not JSON')
}

function checkedDocument(answer: Answer, request: ApiRequest): unknown {
  if (answer.status >= 400) throw request.refusal?.(answer) ?? refusal(answer, request)
  if (answer.status >= 300) {
    const target = header(answer, 'location')
    throw unexpectedResponse(
      `${answer.host} answered with a redirect${target ? ` to ${target}` : ''}. Redirects are not followed; check the API base.`,
      factsOf(answer),
    )
  }

  if (answer.body.text.trim() === '') {
    // A 204 says that it is done, which is all there is to say about a deletion.
    const nothingDue = request.expect === 'anything' || (request.method === 'DELETE' && answer.status === 204)
    if (nothingDue) return null
    throw unexpected(answer, 'an empty body')
  }

  const document = parseJson(answer)
  checkKind(document, answer, request)
  return document
}

/** Throws "Unexpected response" for JSON of another kind than is expected. */
function checkKind(document: unknown, answer: Answer, request: ApiRequest): void {
  const kind = Array.isArray(document) ? 'array' : document === null ? 'null' : typeof document
  if (request.expect !== 'anything' && kind !== request.expect) throw unexpected(answer, `${article(kind)} ${kind}`)
  if (request.expect === 'array' && !isListOfRecords(document)) {
    throw unexpected(answer, 'an array of something else than objects')
  }

  const list = request.listIn !== undefined && isRecord(document) ? document[request.listIn] : undefined
  if (list !== undefined && list !== null && !isListOfRecords(list)) {
    throw unexpected(answer, `something else than a list of objects in '${request.listIn}'`)
  }
}

function parseJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body.text)
  } catch {
    throw unexpected(answer, kindOf(answer))
  }
}

const isListOfRecords = (value: unknown) => Array.isArray(value) && value.every(isRecord)

const article = (kind: string) => (/^[aeiou]/.test(kind) ? 'an' : 'a')
