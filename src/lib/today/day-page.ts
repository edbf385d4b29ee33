import {markOf, toneOf} from '../action-item/action-item-view.js'
import {type ActionItem, type Conversation, type Goal} from '../contract/schema.js'
import {beganAt, titleOf} from '../conversation/conversation-view.js'
import {progressBar, progressInWords} from '../goal/goal-progress.js'
import {styled} from '../output/style.js'
import {type Terminal} from '../output/terminal.js'
import {clockInWords, dayInWords, dueInWords, lengthInWords, timeInWords} from '../output/time-words.js'
import {type Cell, cellText, type Reader} from '../output/view.js'
import {wrapped} from '../output/wrap.js'
import {visible, visibleLines} from '../text/visible-text.js'
import {type Entry, entryLines} from './entries.js'
import {type DayDocument, type Part} from './read-day.js'

/** How many of each are shown: a page that is one screen. */
const MOST = {due: 5, overdue: 5, open: 3, conversations: 5, goals: 5} as const

/** How many lines the overview of a conversation and that of the day have at most. */
const OVERVIEW = {conversation: 2, day: 6}

/** The action items that the page of a day shows. */
export const itemsOn = ({action_items: items}: DayDocument): ActionItem[] =>
  items
    ? [...items.overdue.slice(0, MOST.overdue), ...items.due.slice(0, MOST.due), ...items.open.slice(0, MOST.open)]
    : []

interface PageOptions {
  /** The ids of action items as they are shown. */
  readonly ids: ReadonlyMap<string, string>
  readonly reader: Reader
  readonly terminal: Terminal
}

/** A day as a page for a person, with a line end after the last line, and no line wider than the terminal. */
export const dayPage = (day: DayDocument, options: PageOptions): string => new DayPage(day, options).text()

class DayPage {
  private readonly ids: PageOptions['ids']
  /** Whether the day is the one that it is now. */
  private readonly isToday: boolean
  private readonly name: string
  private readonly reader: Reader
  private readonly terminal: Terminal

  constructor(
    private readonly day: DayDocument,
    {ids, reader, terminal}: PageOptions,
  ) {
    this.ids = ids
    this.reader = reader
    this.terminal = terminal
    const name = dayInWords(`${day.date}T00:00`, reader.now)
    this.isToday = name === 'Today'
    this.name = name ?? day.date
  }

  text(): string {
    const sections = [this.toDo(), this.said(), this.summary(), this.goals()]
    return [this.heading(`${this.name}, ${this.day.date}`), ...sections]
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
      .join('\n')
  }

  private entries(entries: readonly Entry[]): string[] {
    return entryLines(entries, this.terminal)
  }

  /** A part that could not be had; the error at the end of the run says why. */
  private failed(heading: string): string[] {
    return [...this.heading(heading), ...this.plain('Not shown, as the error says.')]
  }

  private goalEntry(goal: Goal): Entry {
    const bar = this.reader.accessible ? [] : [progressBar(goal)]
    const standing = visible(progressInWords(goal))
    return {
      cells: [...bar, goal.is_active ? standing : `${standing}, not active any more`],
      text: visible(cellText(goal.title)),
    }
  }

  private goals(): string[] {
    const {goals} = this.day
    if (!goals) return this.failed('Goals that moved')
    if (goals.length === 0) return this.plain('No goal has moved.')
    const shown = goals.slice(0, MOST.goals)
    return [
      ...this.heading('Goals that moved'),
      ...this.entries(shown.map((goal) => this.goalEntry(goal))),
      ...this.more(goals.length - shown.length, 'goals', 'omi goal list'),
    ]
  }

  private heading(text: string): string[] {
    return wrapped(text, this.terminal.width).map((line) => this.styled('bold', line))
  }

  /** How to see what is not shown: so many of this part, of which so many are `overdue`. */
  private more(count: number, part: Part, command: string, overdue = 0): string[] {
    const mayBeMore = this.day.truncated.includes(part)
    if (count === 0 && !mayBeMore) return []
    const those = [`${count} more`, overdue > 0 && `${overdue} of them overdue`, mayBeMore && 'and maybe others']
    return this.plain(`${those.filter(Boolean).join(', ')}: ${command}`)
  }

  private oneLine(text: Cell): string {
    return visibleLines(cellText(text)).join(' ')
  }

  private plain(text: string): string[] {
    return wrapped(text, this.terminal.width).map((line) => this.styled('dim', line))
  }

  private said(): string[] {
    const {conversations, date} = this.day
    if (!conversations) return this.failed('Said')
    if (conversations.length === 0) return this.plain(this.isToday ? 'Nothing said yet.' : 'Nothing was said.')
    const shown = conversations.slice(0, MOST.conversations)
    return [
      ...this.heading('Said'),
      ...this.entries(shown.map((conversation) => this.saidEntry(conversation))),
      ...this.more(
        conversations.length - shown.length,
        'conversations',
        `omi conversation list --start-date ${date} --end-date ${date}`,
      ),
    ]
  }

  private saidEntry(conversation: Conversation): Entry {
    const {finished_at: end, started_at: start, structured} = conversation
    const began = beganAt(conversation)
    const isOfTheDay = dayInWords(began, this.reader.now) === this.name
    const time = isOfTheDay ? clockInWords(began) : timeInWords(began, this.reader.now)
    return {
      cells: [visible(cellText(time)), lengthInWords(start, end) ?? ''],
      more: {lines: OVERVIEW.conversation, text: this.oneLine(structured?.overview)},
      text: visible(titleOf(conversation)) || '(no title)',
    }
  }

  private styled(format: 'bold' | 'dim' | 'red', text: string): string {
    return styled(this.terminal.color, format, text)
  }

  private summary(): string[] {
    const {daily_summary: summary, errors} = this.day
    if (errors.some(({part}) => part === 'daily_summary')) return this.failed('Summary')
    if (!summary) return this.plain(this.isToday ? 'No summary yet.' : 'No summary.')
    const headline = [summary.day_emoji, summary.headline].map(cellText).filter(Boolean).join(' ')
    const overview = this.oneLine(summary.overview)
    const shown = wrapped(overview, this.terminal.width, OVERVIEW.day)
    const isCut = shown.length < wrapped(overview, this.terminal.width).length
    return [
      ...this.heading('Summary'),
      ...(headline ? wrapped(visible(headline), this.terminal.width) : []),
      ...(overview ? shown : []),
      ...(isCut ? this.plain(`All of it: omi daily-summary get ${visible(cellText(summary.id))}`) : []),
    ]
  }

  private toDo(): string[] {
    const {action_items: items} = this.day
    if (!items) return this.failed('To do')
    const {due, open, overdue} = items
    const shown = itemsOn(this.day)
    if (shown.length === 0) return this.plain('Nothing to do.')
    return [
      ...this.heading('To do'),
      ...this.entries(shown.map((item) => this.toDoEntry(item))),
      ...this.more(
        overdue.length + due.length + open.length - shown.length,
        'action_items',
        'omi action-item list --open',
        overdue.length - MOST.overdue,
      ),
    ]
  }

  private toDoEntry(item: ActionItem): Entry {
    const {now} = this.reader
    const id = cellText(item.id)
    return {
      cells: [
        markOf(item, this.reader),
        visible(this.ids.get(id) ?? id),
        visible(cellText(dueInWords(item.due_at, now))),
      ],
      text: visible(cellText(item.description)),
      tone: toneOf(item, now),
    }
  }
}
