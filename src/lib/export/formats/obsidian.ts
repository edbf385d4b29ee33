import {type ItemWriter} from '../format.js'
import {type ExportItem} from '../item.js'
import {dayText, described, oneLine, textOf} from '../said.js'
import {spokenLines} from '../transcript-lines.js'
import {plainInLine} from './markdown-text.js'
import {type Links, noteOf} from './note.js'

/** Names that nobody has. */
const NOBODY = /^(?:speaker(?: ?[\d_-]+)?|user|you|unknown)$/i

/**
 * Notes that link to each other: a conversation to its action items and to who spoke, an action item to its conversation, all of
 * them to the note of their day, which lists them. A line for each item is kept in memory.
 */
export class ObsidianNotes implements ItemWriter {
  /** The lines of the action items of conversations, by their ids. */
  private readonly actionItems = new Map<string, string[]>()
  /** The notes of conversations, by their ids. */
  private readonly conversations = new Map<string, string>()
  /** The lines of the notes of days. */
  private readonly days = new Map<string, string[]>()

  /** Takes note of an item whose note will be at `path`. */
  note(item: ExportItem, path: string): void {
    const {at, title} = described(item)
    const link = linkTo(path, title)
    if (item.noun === 'conversation') this.conversations.set(item.id, link)
    if (item.noun === 'action-item') {
      add(
        this.actionItems,
        textOf(item.document.conversation_id),
        `- [${item.document.completed === true ? 'x' : ' '}] ${link}`,
      )
    }

    if (at && item.noun !== 'folder') add(this.days, dayText(at), `- ${item.noun}: ${link}`)
  }

  /** @yields the notes of the days, by their names and texts */
  *rest(): Generator<{id: string; path: string; text: string}> {
    for (const [day, lines] of this.days) {
      yield {id: day, path: `daily/${day}.md`, text: `# ${day}\n\n${lines.join('\n')}\n`}
    }
  }

  write(item: ExportItem): string {
    const {at, tags} = described(item)
    const day = at && item.noun !== 'folder' ? [`[[${dayText(at)}]]`] : []
    // Obsidian knows no tags with blanks in them.
    const tagged = tags.length > 0 ? {tags: tags.map((tag) => oneLine(tag).replaceAll(/[^\p{L}\p{N}_/-]+/gu, '-'))} : {}
    const links: Links = {below: day, properties: tagged}
    switch (item.noun) {
      case 'action-item': {
        const conversation = this.conversations.get(textOf(item.document.conversation_id))
        return noteOf(item, {...links, below: [...(conversation ? [`From ${conversation}`] : []), ...day]})
      }

      case 'conversation': {
        const people = [...new Set(spokenLines(item.document).map(({speaker}) => oneLine(speaker)))].filter(isPerson)
        const properties = {
          ...tagged,
          ...(people.length > 0 && {people: people.map((name) => `[[${linkName(name)}]]`)}),
        }
        return noteOf(item, {
          actionItems: this.actionItems.get(item.id),
          below: day,
          person: (name) => (isPerson(name) ? `[[${linkName(name)}]]` : plainInLine(name)),
          properties,
        })
      }

      default: {
        return noteOf(item, links)
      }
    }
  }
}

const isPerson = (name: string) => linkName(name) !== '' && !NOBODY.test(name.trim())

/** What may not stand in a link. */
const linkName = (name: string) => oneLine(name.replaceAll(/[#[\]^|\\/:]/g, ' '))

const linkTo = (path: string, title: string) =>
  `[[${path.replace(/\.md$/, '')}|${oneLine(title.replaceAll(/[[\]|]/g, ' '))}]]`

function add(lines: Map<string, string[]>, key: string, line: string): void {
  if (key === '') return
  const there = lines.get(key)
  if (there) there.push(line)
  else lines.set(key, [line])
}
