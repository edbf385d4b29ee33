import * as Flags from '@oclif/core/flags'

import {type Received, Receiver, receivedView} from '../../lib/app/receiver.js'
import {invalidValue} from '../../lib/errors/index.js'
import {integerFlag} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class AppServe extends BaseCommand<void> {
  static override description =
    'Listens on 127.0.0.1 and prints each delivery as it comes: path, query, content type, Idempotency-Key, bytes and body; of ' +
    'sound its length and level. With --json each is a document on a line of its own (NDJSON): {path, query, content_type, ' +
    'idempotency_key, bytes, sha256, body}. Runs until Ctrl-C, or until --requests have come.'
  static override examples = [
    '<%= config.bin %> app serve',
    '<%= config.bin %> app serve --port 0 --reply \'{"message": "Noted, thank you"}\'',
    '<%= config.bin %> --json app serve --port 0 --status 503 --requests 3',
  ]
  static override flags = {
    port: integerFlag('The port on 127.0.0.1; 0 takes a free one', {default: 8787, max: 65_535, min: 0}),
    status: integerFlag('The HTTP status to answer with', {default: 200, max: 599, min: 200}),
    reply: Flags.string({default: '{}', helpValue: 'JSON', summary: 'The body to answer with'}),
    requests: integerFlag('End after so many deliveries; 0 goes on', {
      default: 0,
      max: Number.MAX_SAFE_INTEGER,
      min: 0,
    }),
  }
  static override readonly readOnly = true
  static override summary = 'Stand in for an app, and show what comes'

  protected render() {}

  async run(): Promise<void> {
    const {flags} = await this.parse(AppServe)
    checkReply(flags.reply)
    const {port, reply, requests, status} = flags
    const {receiver, url} = await Receiver.listen({port, reply, signal: this.signal, status})
    this.output.note(`Listening at ${url}. Stop it with Ctrl-C.`)
    this.output.note(`Send something: omi app send memory_created --to ${url}/webhook`)
    try {
      const deliveries = receiver.deliveries(requests || Infinity)
      if (this.globals.json) await this.output.jsonLines(deliveries)
      else for await (const delivery of deliveries) await this.show(delivery)
    } finally {
      await receiver.close()
    }
  }

  private async show(delivery: Received): Promise<void> {
    if (!this.output.terminal) return this.output.item(receivedView, delivery)
    const {body, ...facts} = delivery
    await this.output.item({columns: receivedView.columns.slice(0, -1)}, delivery)
    if (typeof body === 'string') await this.output.item({columns: receivedView.columns.slice(-1)}, {...facts, body})
    else if (body !== null) await this.output.json(body)
    await this.output.write('\n')
  }
}

/** Throws "Invalid value" for what is not JSON. */
function checkReply(text: string): void {
  try {
    JSON.parse(text)
  } catch {
    throw invalidValue(`--reply ${text}`, 'It is not valid JSON.')
  }
}
