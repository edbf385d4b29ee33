import {JsonItem} from '../json/json-text.js'
import {type MirrorItem, type MirrorReader} from '../mirror/mirror-reader.js'
import {passes} from './filter.js'
import {type ExportItem, itemFrom} from './item.js'
import {type Noun} from './nouns.js'
import {type Missing, type Selection, type Source} from './source.js'
import {isWithin} from './within.js'

/** What `omi sync` has kept of the account. */
export class MirrorSource implements Source {
  readonly missing: Missing[] = []
  readonly name = 'mirror'
  readonly stoppedBy = undefined
  private readonly told = new Set<Noun>()

  constructor(private readonly reader: MirrorReader) {}

  explained(error: unknown): unknown {
    return this.reader.explained(error)
  }

  async history(goalId: string) {
    const values = await this.reader.goalHistory(goalId)
    return values.map((value): {date?: unknown; recorded_at?: unknown; value?: unknown} => JSON.parse(value))
  }

  /** @yields those of the selection, the newest first */
  async *items(noun: Noun, selection: Selection): AsyncGenerator<ExportItem> {
    const {since, until, withGone, withTranscripts} = selection
    const near = {
      since: since === undefined ? undefined : Date.parse(since),
      until: until === undefined ? undefined : Date.parse(until),
    }
    // Folders are no events, and all are wanted.
    const asked = {
      near: noun === 'folder' ? undefined : near,
      withGone,
      withTranscripts: withTranscripts && noun === 'conversation',
    }
    let missing = 0
    for await (const page of this.reader.items(noun, asked)) {
      for (const kept of page) {
        const item = itemFrom(noun, new JsonItem(kept.id, Buffer.from(documentOf(kept))), {
          goneAt: kept.goneAt ?? undefined,
          isPartial: kept.partial,
          lacksTranscript: asked.withTranscripts && kept.wantsTranscript && kept.transcript === undefined,
        })
        if (!isWithin(item, selection) || !passes(item, selection.filter)) continue
        if (kept.partial || (asked.withTranscripts && kept.wantsTranscript)) missing += 1
        yield item
      }
    }

    this.tell(noun, missing)
  }

  /** Notes once what the mirror has not got of a noun. */
  private tell(noun: Noun, count: number): void {
    const isTranscripts = noun === 'conversation'
    if (count === 0 || this.told.has(noun)) return
    this.told.add(noun)
    this.missing.push(
      isTranscripts
        ? {count, later: true, noun, reason: 'not synced yet', what: 'transcripts'}
        : {count, later: false, noun, reason: 'locked', what: 'texts'},
    )
  }
}

/** The API's document, with its transcript where that is asked for and known. */
function documentOf({raw, transcript}: MirrorItem): string {
  if (transcript === undefined) return raw
  // Within a text its quotes would be escaped.
  const at = raw.lastIndexOf(EMPTY)
  if (at !== -1) return `${raw.slice(0, at)}"transcript_segments":${transcript}${raw.slice(at + EMPTY.length)}`
  return `${raw.slice(0, raw.lastIndexOf('}'))},"transcript_segments":${transcript}}`
}

const EMPTY = '"transcript_segments":null'
