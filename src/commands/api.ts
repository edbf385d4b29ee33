import * as Flags from '@oclif/core/flags'

import {requiredArg} from '../lib/flags/flags.js'
import {READS_STDIN, type ValueFacts} from '../lib/flags/value-facts.js'
import {textOfFile} from '../lib/input/input-file.js'
import {type Done, idsIn} from '../lib/io/done.js'
import {JsonText} from '../lib/json/json-text.js'
import {PagedCommand, waitFlag} from '../lib/run/list-command.js'
import {apiRequest, itemsOfRaw, METHODS, sendRawForText} from '../lib/run/raw-request.js'

export default class Api extends PagedCommand<unknown> {
  static override args = {
    method: requiredArg('GET, POST, PATCH, PUT or DELETE', {values: METHODS}),
    path: requiredArg('What follows the host: starts with one /, may have a query'),
  }
  static override description =
    'For what has no verb. The answer is printed as JSON. Fields go into the query of GET and DELETE, and into the JSON ' +
    'body of the others. A POST that could happen twice is repeated only when the server refused it.'
  static override examples = [
    '<%= config.bin %> api GET /v1/dev/user/goals',
    '<%= config.bin %> api GET "/v1/dev/user/memories?categories=work" --paginate',
    '<%= config.bin %> api POST /v1/dev/user/memories --field "content=Prefers tea" --field tags:=\'["drinks"]\'',
    'echo \'{"title": "Read more"}\' | <%= config.bin %> api POST /v1/dev/user/goals --input -',
  ]
  static override flags = {
    field: Flags.string({
      helpValue: 'NAME=TEXT',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'A field; NAME:=JSON for a number, true, null, a list; may be given more than once',
    }),
    input: Flags.string({
      exclusive: ['field'],
      helpValue: 'FILE',
      ...({valueType: 'file'} satisfies ValueFacts),
      ...READS_STDIN,
      summary: 'Send this JSON file as the body; - reads stdin',
    }),
    paginate: Flags.boolean({summary: 'Read a list to its end, as one array (GET only)'}),
    wait: waitFlag(),
  }
  static override summary = 'Send any request to the API'

  protected override doneBy(result: unknown): Done {
    return {ids: idsIn(result instanceof JsonText ? result.parse() : result)}
  }

  protected render(result: unknown) {
    return isPages(result) ? this.output.jsonStream(result) : this.output.json(result)
  }

  async run() {
    const {args, flags} = await this.parse(Api)
    const request = apiRequest({...args, fields: flags.field ?? [], input: await this.input(flags.input)})
    const {http} = await this.api()
    if (!flags.paginate) return sendRawForText(http, request)
    const items = itemsOfRaw(http, request, this.waitOut(flags.wait))
    return this.continuable(items, (offset) => ['api', ...wordsFrom(this.argv, offset)])
  }

  private async input(file: string | undefined): Promise<string | undefined> {
    if (file === undefined) return undefined
    return textOfFile(file, `--input ${file}`, this.output, this.signal)
  }
}

const isPages = (result: unknown): result is AsyncIterable<unknown[]> =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result

/** The user's words with another `offset` for the request. */
function wordsFrom(argv: readonly string[], offset: number): string[] {
  const words = argv.map((word) => (word.startsWith('/') ? withoutOffset(word) : word))
  const kept = words.filter((word, index) => !isOffset(word) && !(word === '--field' && isOffset(words[index + 1])))
  return [...kept, '--field', `offset=${offset}`]
}

const isOffset = (word = '') => /^(?:--field=)?offset:?=/.test(word)

function withoutOffset(path: string): string {
  const [route = '', search = ''] = path.split('?', 2)
  const query = new URLSearchParams(search)
  if (!query.has('offset')) return path
  query.delete('offset')
  return query.size > 0 ? `${route}?${query}` : route
}
