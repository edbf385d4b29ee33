import {EVENT_NAMES, type EventName, EVENTS} from '../../lib/app/events.js'
import {type View} from '../../lib/output/view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

/** What Omi tells an app of. */
interface EventRow {
  /** What becomes of the app's answer; null where Omi does not look at it. */
  readonly answer: null | string
  readonly body: string
  readonly content_type: string
  readonly event: EventName
  readonly query: string[]
  readonly summary: string
}

const eventView: View<EventRow> = {
  columns: [
    {name: 'event', value: ({event}) => event},
    {name: 'content_type', value: (row) => row.content_type},
    {name: 'query', value: ({query}) => query},
    {flexible: true, name: 'body', value: ({body}) => body},
    {name: 'summary', value: ({summary}) => summary, wide: true},
    {name: 'answer', value: ({answer}) => answer, wide: true},
  ],
}

export default class AppEvents extends BaseCommand<EventRow[]> {
  static override description =
    'Each is a POST to a URL that the user of an app has set in the Omi app. No credential is needed for any omi app command.'
  static override examples = ['<%= config.bin %> app events', '<%= config.bin %> --json app events']
  static override readonly readOnly = true
  static override summary = 'List the events that Omi sends to apps'

  protected async render(rows: EventRow[]) {
    await this.output.list(eventView, rows)
    await this.output.hint('A sample of one: omi app payload memory_created')
  }

  async run() {
    await this.parse(AppEvents)
    return EVENT_NAMES.map((event) => {
      const {answer = null, body, contentType, query, summary} = EVENTS[event]
      return {event, content_type: contentType, query: [...query], body, summary, answer}
    })
  }
}
