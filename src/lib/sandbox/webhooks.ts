import {attempt, deliveryOf} from '../app/delivery.js'
import {type EventName, eventNamed} from '../app/events.js'
import {asOmi, Circuit, isDelivered} from '../app/rules.js'
import {aboutMessage, failureOf} from '../app/sent.js'
import {inspectTarget, targetUrl} from '../app/target.js'
import {invalidValue} from '../errors/index.js'
import {type Clock} from '../io/clock.js'
import {USER_AGENT} from '../product/package-info.js'
import {type OperationId} from './contract.js'
import {shownConversation} from './conversations.js'
import {OWNER} from './sign-in/people.js'
import {type Store} from './store.js'
import {type StoredConversation} from './stored.js'

/** An app that is told of an event. */
interface Webhook {
  readonly event: EventName
  readonly to: URL
}

/** What happens in a sandbox: nobody records there, and no button is pressed. */
const HAPPENING: ReadonlySet<EventName> = new Set(['day_summary', 'memory_created', 'realtime_transcript'])

/** Reads `EVENT=URL` as it was typed. Throws `Invalid value: --webhook …` for an event that is none, or never happens here. */
export function parseWebhook(text: string): Webhook {
  const label = `--webhook ${text}`
  const [, name, url] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || url === undefined) {
    throw invalidValue(label, 'Expected EVENT=URL, such as memory_created=http://127.0.0.1:8787/webhook.')
  }

  const event = eventNamed(name, label)
  if (!HAPPENING.has(event)) {
    throw invalidValue(label, `No ${event} happens in a sandbox. Send one: omi app send ${event} --to URL`)
  }

  return {event, to: targetUrl(url, label)}
}

interface WebhookOptions {
  readonly clock: Clock
  readonly log: (line: string) => void
  readonly signal: AbortSignal
  readonly store: Store
}

/** Tells apps of what happens in the account, as Omi does: with its repeats and its pauses. Never throws. */
export class Webhooks {
  private readonly circuits = new Map<string, Circuit>()
  private readonly firstTries = new Set<Promise<void>>()
  private readonly told = new Set<string>()

  constructor(
    private readonly webhooks: readonly Webhook[],
    private readonly options: WebhookOptions,
  ) {
    for (const {to} of webhooks) this.circuits.set(to.href, new Circuit(options.clock))
  }

  /** The sandbox is there: a day is over, where there is one. */
  begin(): void {
    const [summary] = this.options.store.of('daily_summaries')
    if (!summary) return
    const {created_at: createdAt, date, headline, overview} = summary
    const conversations = [...this.options.store.of('conversations')]
    this.tell('day_summary', {
      summary: overview,
      summary_json: {
        title: headline,
        summary: overview,
        conversations_count: conversations.filter((one) => one.created_at.startsWith(date)).length,
      },
      uid: OWNER.id,
      created_at: createdAt,
    })
  }

  /** An operation was carried out, and answered with this. */
  done(operation: OperationId, answer: unknown): void {
    const isOfText = operation === 'createConversation'
    if (this.webhooks.length === 0 || (!isOfText && operation !== 'createConversationFromSegments')) return
    const {id} = answer as {id: string}
    const conversation = this.options.store.of('conversations').get(id)
    // A repeat within a session makes nothing.
    if (!conversation || this.told.has(id)) return
    this.told.add(id)
    if (!isOfText) this.tell('realtime_transcript', {segments: spokenIn(conversation), session_id: OWNER.id})
    if (!conversation.discarded) this.tell('memory_created', inFull(conversation, this.options.store))
  }

  /** Resolves once each delivery was tried: what comes of a failure is not waited for. */
  async tried(): Promise<void> {
    while (this.firstTries.size > 0) await Promise.all(this.firstTries)
  }

  /** After each try, once what came of it is noted, it waits to be asked to go on. */
  private async *deliver(event: EventName, to: URL, document: object): AsyncGenerator<void> {
    const {clock, log, signal} = this.options
    const name = `webhook ${event} ${to.host}`
    const circuit = this.circuits.get(to.href)
    if (circuit?.refusal !== undefined) {
      log(`${name} not sent: ${circuit.refusal}`)
      return
    }

    const {kind, why} = await inspectTarget(to)
    if (kind === 'refused') log(`${name}: Omi itself would refuse this target: ${why}.`)
    const delivery = deliveryOf(event, Buffer.from(JSON.stringify(document)), {to, uid: OWNER.id})
    const send = () => attempt(delivery, {clock, signal, userAgent: USER_AGENT})
    let isDone = false
    for await (const {attempt: tried, wait} of asOmi(send, clock, signal)) {
      isDone = isDelivered(tried)
      const message = isDone && event === 'realtime_transcript' ? aboutMessage(tried) : null
      const next = wait === undefined ? '' : `, again in ${wait / 1000} s`
      log(`${name} → ${failureOf(tried)} ${tried.elapsedMs}ms${next}${message ? `. ${message}` : ''}`)
      // Another delivery may see by now that this one failed.
      if (wait === undefined) circuit?.note(isDone)
      yield
    }
  }

  private tell(event: EventName, document: object): void {
    const explain = (error: unknown) => {
      if (!this.options.signal.aborted) this.options.log(`webhook ${event} failed: ${String(error)}`)
    }

    for (const {to} of this.webhooks.filter((webhook) => webhook.event === event)) {
      const tries = this.deliver(event, to, document)
      const firstTry = tries.next().then(() => {}, explain)
      this.firstTries.add(firstTry)
      toEnd(firstTry, tries, () => this.firstTries.delete(firstTry)).catch(explain)
    }
  }
}

/** Goes through what is left of the tries. */
async function toEnd(firstTry: Promise<void>, tries: AsyncGenerator<void>, afterFirst: () => void): Promise<void> {
  await firstTry
  afterFirst()
  for (let next = await tries.next(); !next.done; next = await tries.next()) continue
}

/** No app is told where somebody was. */
const inFull = (conversation: StoredConversation, store: Store): object => ({
  ...shownConversation(conversation, {query: {}, store}),
  geolocation: undefined,
  transcript_segments: heardIn(conversation),
})

/** What was said, with what Omi knows of who said it. */
const heardIn = ({transcript_segments: segments}: StoredConversation) =>
  segments.map(({end, id, speaker_id: number, speaker_name: name, start, text}) => ({
    id,
    text,
    speaker: `SPEAKER_${String(number ?? 0).padStart(2, '0')}`,
    speaker_id: number ?? 0,
    speaker_name: name,
    is_user: name === 'User' || OWNER.name.startsWith(`${name} `),
    start,
    end,
  }))

/** The same as it is told while it is said. */
const spokenIn = (conversation: StoredConversation) =>
  heardIn(conversation).map((segment) => ({...segment, id: undefined, speaker_name: undefined}))
