import {type FormatOptions, type ItemWriter} from '../format.js'
import {type ExportItem} from '../item.js'
import {dayText, described, oneLine, textOf} from '../said.js'
import {openTemporaryDatabase, type TemporaryDatabase} from '../temporary-database.js'
import {spokenLines} from '../transcript-lines.js'
import {plainInLine} from './markdown-text.js'
import {type Links, noteOf} from './note.js'

/** Names that nobody has. */
const NOBODY = /^(?:speaker(?: ?[\d_-]+)?|user|you|unknown)$/i

/** What links to a note, by what has it in its text: `of` is a conversation, the action items of one, or a day. */
const TABLE = `
CREATE TABLE link (
  of TEXT NOT NULL,
  key TEXT NOT NULL,
  n INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (of, key, n)
) WITHOUT ROWID`

type Of = 'action-items' | 'conversation' | 'day'

/**
 * Notes that link to each other: a conversation to its action items and to who spoke, an action item to its conversation, all of
 * them to the note of their day, which lists them. The links are on disk, since there are as many as items.
 */
export class ObsidianNotes implements ItemWriter {
  private count = 0

  private constructor(private readonly temporary: TemporaryDatabase) {}

  /** Throws the system's errors where there is no room for the links. */
  static async open({forcesWasm}: Pick<FormatOptions, 'forcesWasm'>): Promise<ObsidianNotes> {
    const temporary = await openTemporaryDatabase(forcesWasm)
    temporary.database.exec(TABLE)
    return new ObsidianNotes(temporary)
  }

  close(): Promise<void> {
    return this.temporary.close()
  }

  /** Takes note of an item whose note will be at `path`. */
  note(item: ExportItem, path: string): void {
    const {at, title} = described(item)
    const link = linkTo(path, title)
    if (item.noun === 'conversation') this.add('conversation', item.id, link)
    if (item.noun === 'action-item') {
      const box = item.document.completed === true ? 'x' : ' '
      this.add('action-items', textOf(item.document.conversation_id), `- [${box}] ${link}`)
    }

    if (at && item.noun !== 'folder') this.add('day', dayText(at), `- ${item.noun}: ${link}`)
  }

  /** @yields the notes of the days, by their names and texts */
  *rest(): Generator<{id: string; path: string; text: string}> {
    const {database} = this.temporary
    const next = (last: string) =>
      database.all<{key: string}>("SELECT key FROM link WHERE of = 'day' AND key > ? ORDER BY key LIMIT 1", last)[0]
        ?.key
    for (let day = next(''); day !== undefined; day = next(day)) {
      yield {id: day, path: `daily/${day}.md`, text: `# ${day}\n\n${this.lines('day', day).join('\n')}\n`}
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
        const [conversation] = this.lines('conversation', textOf(item.document.conversation_id))
        return noteOf(item, {...links, below: [...(conversation ? [`From ${conversation}`] : []), ...day]})
      }

      case 'conversation': {
        const people = [...new Set(spokenLines(item.document).map(({speaker}) => oneLine(speaker)))].filter(isPerson)
        const properties = {
          ...tagged,
          ...(people.length > 0 && {people: people.map((name) => `[[${linkName(name)}]]`)}),
        }
        const actionItems = this.lines('action-items', item.id)
        return noteOf(item, {
          ...(actionItems.length > 0 && {actionItems}),
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

  private add(of: Of, key: string, line: string): void {
    if (key === '') return
    this.count += 1
    this.temporary.database.run('INSERT INTO link (of, key, n, line) VALUES (?, ?, ?, ?)', of, key, this.count, line)
  }

  private lines(of: Of, key: string): string[] {
    return this.temporary.database
      .all<{line: string}>('SELECT line FROM link WHERE of = ? AND key = ? ORDER BY n', of, key)
      .map(({line}) => line)
  }
}

const isPerson = (name: string) => linkName(name) !== '' && !NOBODY.test(name.trim())

/** What may not stand in a link. */
const linkName = (name: string) => oneLine(name.replaceAll(/[#[\]^|\\/:]/g, ' '))

const linkTo = (path: string, title: string) =>
  `[[${path.replace(/\.md$/, '')}|${oneLine(title.replaceAll(/[[\]|]/g, ' '))}]]`
