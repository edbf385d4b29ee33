import * as Flags from '@oclif/core/flags'

import {showDeliveries} from '../../lib/app/received-view.js'
import {Receiver} from '../../lib/app/receiver.js'
import {invalidValue} from '../../lib/errors/index.js'
import {integerFlag} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class AppServe extends BaseCommand<void> {
  static override description =
    'Listens on 127.0.0.1 and prints each delivery as it comes: path, query, content type, Idempotency-Key, bytes and body; of ' +
    'sound its length and level. With --json the address is a line {url} on stderr, and each delivery is a document on a line of its own (NDJSON): {path, query, content_type, ' +
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
    this.output.note('Listening for deliveries. Stop it with Ctrl-C.')
    this.output.address(url)
    this.output.note(`Send one: omi app send memory_created --to ${url}/webhook`)
    try {
      await showDeliveries(this.output, receiver.deliveries(requests || Infinity), this.globals.json)
    } finally {
      await receiver.close()
    }
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
