import {Flags} from '@oclif/core'
import {type ActionItem, BaseCommand, type Conversation, dayFlag, visible} from '@omi-dev/cli'

import {dayBefore, endOf, startOf} from '../days.js'

interface Report {
  readonly conversations: Conversation[]
  /** The day of the conversations, such as `2026-11-23`. */
  readonly day: string
  readonly open_action_items: ActionItem[]
}

export default class Standup extends BaseCommand<Report> {
  static override description = 'What was talked about the day before, and what is still to be done.'
  static override examples = ['<%= config.bin %> standup', '<%= config.bin %> standup --date -3d --markdown']
  static override flags = {
    date: dayFlag('The day of the conversations; yesterday where it is not given'),
    markdown: Flags.boolean({summary: 'As Markdown'}),
  }
  static override summary = "Yesterday's conversations and today's open action items"
  private markdown = false

  protected async render({conversations, day, open_action_items: items}: Report): Promise<void> {
    const talks = conversations.map(({id, structured}) => structured?.title || `Untitled (${id})`)
    const todo = items.map(({description, due_at: due}) =>
      due ? `${description} (due ${due.slice(0, 10)})` : description,
    )
    await this.output.write(
      [...this.section(`Talked about on ${day}`, talks), '', ...this.section('Still to do', todo), ''].join('\n'),
    )
  }

  async run(): Promise<Report> {
    const {flags} = await this.parse(Standup)
    this.markdown = flags.markdown
    const day = flags.date ?? dayBefore(new Date())
    const {actionItems, conversations} = await this.api()
    const talks = conversations.all({end_date: endOf(day), limit: 200, offset: 0, start_date: startOf(day)})
    return {
      conversations: await everyOne(talks),
      day,
      open_action_items: await everyOne(actionItems.all({completed: false, limit: 500, offset: 0})),
    }
  }

  /** What comes from the server may hold anything, so it is made safe for a terminal. */
  private section(heading: string, lines: string[]): string[] {
    const entries = lines.length > 0 ? lines : ['nothing']
    return [
      this.markdown ? `## ${heading}\n` : heading,
      ...entries.map((line) => `${this.markdown ? '-' : '  •'} ${visible(line)}`),
    ]
  }
}

async function everyOne<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
  const items: Item[] = []
  for await (const page of pages) items.push(...page)
  return items
}
