import * as Flags from '@oclif/core/flags'

import {timeoutFlag, toFlag, uidFlag} from '../../lib/app/app-flags.js'
import {attempt, type Attempt, deliveryOf} from '../../lib/app/delivery.js'
import {EVENT_NAMES, type EventName, eventNamed} from '../../lib/app/events.js'
import {payloadFrom} from '../../lib/app/payload-file.js'
import {samplePayload} from '../../lib/app/payloads.js'
import {asOmi, isDelivered} from '../../lib/app/rules.js'
import {deliveryFailed, failureOf, type Sent, sentDocument, sentView} from '../../lib/app/sent.js'
import {inspectTarget, targetUrl} from '../../lib/app/target.js'
import {invalidValue} from '../../lib/errors/index.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {READS_STDIN, type ValueFacts} from '../../lib/flags/value-facts.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class AppSend extends BaseCommand<Sent> {
  static override args = {event: requiredArg('The event, as omi app events names it', {values: EVENT_NAMES})}
  static override description =
    'As Omi sends it: the content type, what stands in the query, an Idempotency-Key (of a button_event its event_id, else a new ' +
    'UUID a try), 2 s to connect and 30 s for the answer, no redirect followed. An answer other than 2xx is exit code 3 for 5xx ' +
    'and where none comes, else 1, with what Omi would do next.'
  static override examples = [
    '<%= config.bin %> app send memory_created --to http://127.0.0.1:8787/webhook',
    '<%= config.bin %> app send realtime_transcript --to http://127.0.0.1:8787/webhook --uid user-1 --retries',
    '<%= config.bin %> app payload day_summary | <%= config.bin %> app send day_summary --to http://127.0.0.1:8787/webhook --payload-file -',
  ]
  static override flags = {
    to: toFlag(),
    uid: uidFlag(),
    'payload-file': Flags.string({
      helpValue: 'FILE',
      ...({valueType: 'file'} satisfies ValueFacts),
      ...READS_STDIN,
      summary: 'Send this in place of the sample: a JSON object, of audio_bytes any bytes; - reads stdin',
    }),
    'idempotency-key': Flags.string({
      helpValue: 'KEY',
      summary: 'The same key for each try, to see whether the app does something twice',
    }),
    timeout: timeoutFlag(),
    retries: Flags.boolean({summary: 'Try again as Omi does, after 1, 5 and 30 s'}),
  }
  static override readonly idempotent = false
  static override summary = 'Send an event to an app'

  protected override doneBy(): undefined {}

  protected async render(sent: Sent) {
    await this.output.item(sentView, sent)
    if (sent.ok) this.output.success('Delivered.')
  }

  async run() {
    const {args, flags} = await this.parse(AppSend)
    const event = eventNamed(args.event)
    const to = targetUrl(flags.to, '--to')
    const key = checkedKey(flags['idempotency-key'])
    const delivery = deliveryOf(event, await this.body(event, flags), {key, to, uid: flags.uid})
    await this.warnOf(to)
    const timeout = flags.timeout * 1000
    const {proxies} = this.environment
    const {output} = this
    const {clock} = output.io
    const options = {
      clock,
      debug: (line: string) => output.debug(line),
      proxies,
      signal: this.signal,
      timeout,
      userAgent: this.userAgent,
    }
    const send = () => attempt(delivery, options)
    let last: Attempt | undefined
    if (flags.retries) {
      for await (const {attempt: tried, number, wait} of asOmi(send, clock, this.signal)) {
        last = tried
        if (wait !== undefined)
          this.output.note(`Try ${number}: ${failureOf(tried)}. Trying again in ${wait / 1000} s.`)
      }
    }

    const result = last ?? (await send())
    if (!isDelivered(result)) this.failAfterOutput(deliveryFailed(to, result))
    return sentDocument(delivery, result)
  }

  private async body(event: EventName, flags: {'payload-file'?: string; uid: string}): Promise<Uint8Array> {
    const file = flags['payload-file']
    return file === undefined ? samplePayload(event, flags.uid) : payloadFrom(file, event, this.output, this.signal)
  }

  /** A private target is sent to all the same: who develops knows what is there. */
  private async warnOf(to: URL): Promise<void> {
    const {kind, why} = await inspectTarget(to)
    if (kind === 'refused') this.output.warn(`Omi itself would refuse this target: ${why}.`)
  }
}

/** Throws "Invalid value" for a key that no header can carry. */
function checkedKey(key: string | undefined): string | undefined {
  if (key === undefined || /^[\u0021-\u007E]+$/.test(key)) return key
  throw invalidValue('--idempotency-key', 'Expected printable ASCII characters without blanks.')
}
