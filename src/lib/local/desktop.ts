import {type ErrorFacts, isOmiError, type OmiError, unexpectedResponse, withLine} from '../errors/index.js'
import {desktopFailed} from '../errors/index.js'
import {type Answer, AnswerBody, header} from '../http/answer.js'
import {deliveryOf} from '../http/delivery.js'
import {type HttpClient} from '../http/http-client.js'
import {retryAfterSeconds} from '../http/retry.js'
import {elementsOf, inWords, memberOf, type Said, saidIn} from '../http/said.js'
import {isObject} from '../json/is-object.js'
import {withSource} from '../json/source.js'

/** A tool that Omi Desktop has. */
export interface ToolDescriptor {
  readonly description?: string
  readonly name: string
  /** A JSON schema of its arguments. */
  readonly parameters?: unknown
}

/** The most of its own text that is passed on, in UTF-16 units. */
const LONGEST_TEXT = 500

/**
 * The local API of a running Omi Desktop (sdks/python-cli/omi_cli/local_client.py of BasedHardware/omi). Rejects with "Omi Desktop failed",
 * with exit code 2 for a token that is not taken, 4 and 5 for 429 and 404, 3 where it fails; "Connection failed" where it is off, and
 * "Unexpected response" for what is no answer of its.
 */
export class Desktop {
  constructor(private readonly http: HttpClient) {}

  /**
   * The result of a tool: a text, or JSON, also where that came within a text. `args` is the JSON of an object. One that may change
   * something is asked for once, whatever becomes of it.
   */
  async call(tool: string, args: string, {changes = false}: {changes?: boolean} = {}): Promise<unknown> {
    const body = `{"name":${JSON.stringify(tool)},"arguments":${args}}`
    const said = await this.ask(tool, {
      method: 'POST',
      path: '/v1/local/tool',
      rawBody: body,
      ...(changes ? {maxAttempts: 1} : {readOnly: true}),
    })
    const result = resultIn(said, tool, changes)
    if (result === undefined) throw inDoubt(unexpectedResponse(NOT_DESKTOP), tool, changes)
    return result
  }

  /** What it can do. */
  async tools(): Promise<ToolDescriptor[]> {
    const said = await this.ask('tools', {method: 'GET', path: '/v1/local/tools'})
    const list = Array.isArray(said.value) ? said : memberOf(said, 'tools')
    const tools = list && Array.isArray(list.value) ? elementsOf(list) : undefined
    if (!tools?.every(({value}) => isObject(value) && typeof value.name === 'string')) {
      throw unexpectedResponse(NOT_DESKTOP)
    }

    return tools.map(({json, value}) => withSource(value as ToolDescriptor, json.toString()))
  }

  private async ask(
    what: string,
    request: {maxAttempts?: number; method: 'GET' | 'POST'; path: string; rawBody?: string; readOnly?: true},
  ): Promise<Said> {
    try {
      const {text} = await this.http.sendForText({
        ...request,
        expect: 'anything',
        mayBeList: true,
        refusal: (answer) => refused(answer),
      })
      return {json: Buffer.from(text), value: JSON.parse(text)}
    } catch (error) {
      if (!isOmiError(error)) throw error
      const explained = explain(error)
      const mayBeDone = request.maxAttempts === 1 && deliveryOf(error)?.mayBeDone && error.exitCode === 3
      throw inDoubt(explained, what, Boolean(mayBeDone))
    }
  }
}

const NOT_DESKTOP =
  'What answered there is not the local API of Omi Desktop. Check the address: omi local status shows it, omi local configure sets it.'

/** An error of the connection, in words that are about the desktop. */
function explain(error: OmiError): OmiError {
  if (error.errorCode === 'connection_failed') {
    return withLine(error, 'Is Omi Desktop running, with its local API switched on?')
  }

  return error.errorCode === 'unexpected_response' ? Object.assign(error, {detail: NOT_DESKTOP}) : error
}

const EXIT_CODES: Readonly<Partial<Record<number, number>>> = {401: 2, 403: 2, 404: 5, 429: 4}

const HINTS: Readonly<Partial<Record<number, string>>> = {
  401: 'The token is not taken. Copy it again from Omi Desktop: omi local configure --token TOKEN',
  403: 'The token is not taken. Copy it again from Omi Desktop: omi local configure --token TOKEN',
  429: 'Slow down and retry shortly.',
}

/** What an answer of 400 or more means. */
function refused(answer: Answer): OmiError {
  const {status} = answer
  const said = saidIn(answer.body)
  const about = said && factsIn(said)
  const wait = retryAfterSeconds(answer.headers)
  const requestId = header(answer, 'x-request-id')
  const facts = {
    status,
    ...about,
    ...(!about && answer.body.text !== '' && {server_detail: answer.body.text.slice(0, LONGEST_TEXT)}),
    ...(wait !== undefined && status === 429 && {retry_after_seconds: wait}),
    ...(requestId && {request_id: requestId}),
  }
  const detail = linesOf([HINTS[status], facts.server_detail, facts.hint], 'It does not say why.')
  return desktopFailed(status, EXIT_CODES[status] ?? (status >= 500 ? 3 : 1), detail, facts)
}

const linesOf = (lines: Array<string | undefined>, otherwise: string) => lines.filter(Boolean).join('\n') || otherwise

/** The error, which says so where what was asked for may have been done. */
const inDoubt = (error: OmiError, what: string, mayBeDone: boolean): OmiError =>
  mayBeDone
    ? withLine(error, `It may have been done (${what}): look before you repeat it.`).with({outcome: 'unknown'})
    : error

/** The result that an answer holds; undefined for what is no answer. Throws "Omi Desktop failed" for one that says that the tool has. */
function resultIn(said: Said, tool: string, changes: boolean): unknown {
  if (!isObject(said.value)) return undefined
  const {error, ok} = said.value
  if (error || ok === false) {
    const facts = factsIn(said)
    throw desktopFailed(tool, 1, linesOf([facts.server_detail, facts.hint], 'It does not say why.'), facts)
  }

  const result = memberOf(said, 'result')
  if (result) return valueOf(result)
  if (Object.hasOwn(said.value, 'result')) return null
  // What was read may stand there by itself; that something was changed is believed only of what says so.
  return changes && ok !== true ? undefined : valueOf(said)
}

function valueOf(said: Said): unknown {
  const content = isObject(said.value) ? memberOf(said, 'content') : undefined
  const [first] = content && Array.isArray(content.value) ? elementsOf(content) : []
  const text = first && isObject(first.value) && first.value.type === 'text' ? first.value.text : said.value
  if (typeof text === 'string') return withinText(text)
  return withSource(said.value, said.json.toString())
}

/** An object or a list that is written in a text; any other text as it is. */
function withinText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text
  const said = saidIn(new AnswerBody(text))
  return said ? withSource(said.value, text) : text
}

/** What an error document says: the message, and the names of what is wrong and what to do. */
function factsIn(said: Said): ErrorFacts {
  const error = isObject(said.value) ? memberOf(said, 'error') : undefined
  const inside = error && isObject(error.value) ? error : undefined
  const message = inside
    ? (memberOf(inside, 'message') ?? inside)
    : (error ?? memberOf(said, 'detail') ?? memberOf(said, 'message'))
  const named = (name: string) => {
    const value = (inside && memberOf(inside, name)?.value) ?? memberOf(said, name)?.value
    return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : undefined
  }

  const [reason, hint] = [named('reason'), named('hint')]
  return {
    ...(message && {server_detail: inWords(message).slice(0, LONGEST_TEXT)}),
    ...(reason && {reason}),
    ...(hint && {hint}),
  }
}
