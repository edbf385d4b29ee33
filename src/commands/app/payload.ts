import {uidFlag} from '../../lib/app/app-flags.js'
import {EVENT_NAMES, eventNamed, EVENTS, isSound} from '../../lib/app/events.js'
import {samplePayload} from '../../lib/app/payloads.js'
import {invalidValue} from '../../lib/errors/index.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {VerbResult} from '../../lib/run/verb-result.js'

/** Sound, in JSON. */
interface SoundDocument {
  readonly base64: string
  readonly bytes: number
  readonly content_type: string
}

/** The sample's document, and its bytes. */
type Payload = VerbResult<object | SoundDocument, {bytes: Buffer}>

export default class AppPayload extends BaseCommand<Payload> {
  static override args = {event: requiredArg('The event, as omi app events names it', {values: EVENT_NAMES})}
  static override description =
    'On a pipe these are the very bytes that omi app send sends, the same each time; of audio_bytes it is raw sound, in JSON ' +
    'mode {content_type, bytes, base64}.'
  static override examples = [
    '<%= config.bin %> app payload memory_created',
    '<%= config.bin %> app payload audio_bytes > second.pcm',
  ]
  static override flags = {uid: uidFlag()}
  static override readonly readOnly = true
  static override summary = 'Print a sample of what Omi sends for an event'

  protected render({document, facts: {bytes}}: Payload) {
    return this.output.terminal ? this.output.json(document) : this.output.write(bytes)
  }

  async run() {
    const {args, flags} = await this.parse(AppPayload)
    const event = eventNamed(args.event)
    const bytes = samplePayload(event, flags.uid)
    if (!isSound(event)) return new VerbResult(JSON.parse(bytes.toString()) as object, {bytes})
    if (this.output.terminal && !this.globals.json) {
      throw invalidValue(
        `EVENT ${event}`,
        `Its body is ${bytes.length} bytes of sound, which no terminal shows: omi app payload ${event} > second.pcm`,
      )
    }

    const {contentType} = EVENTS[event]
    return new VerbResult({content_type: contentType, bytes: bytes.length, base64: bytes.toString('base64')}, {bytes})
  }
}
