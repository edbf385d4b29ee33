import {createHash} from 'node:crypto'

import {type Conversations} from '../api/conversations.js'
import {type Beginning} from '../api/find-created.js'
import {type FileCreation} from '../bulk/create-from-file.js'
import {type Known, knownOf} from '../bulk/known.js'
import {operationOf} from '../contract/operation.js'
import {hourlyLimit} from '../contract/rate-policies.js'
import {type ConversationRow, conversationRows} from './conversation-rows.js'
import {beginningOf} from './conversation-times.js'

/** How conversations are created from the rows of a file: a request each. */
type Creation = Pick<
  FileCreation<ConversationRow>,
  'batchSize' | 'findSent' | 'hadBefore' | 'kind' | 'known' | 'noun' | 'perHour' | 'send'
>

/** `language` is that of rows that do not say; `now` is in milliseconds since 1970. */
export function conversationCreation(
  conversations: Conversations,
  {language, now}: {readonly language: string; readonly now: number},
): Creation {
  let known: Known = new Map()
  const answered = new Set<string>()
  const startOf = (row: ConversationRow): string => {
    if (row.started_at !== undefined) return row.started_at
    const ends = (row.transcript_segments ?? []).map(({end}) => end)
    return beginningOf(Math.max(0, ...ends), row.finished_at, '--file', now).toISOString()
  }

  return {
    batchSize: 1,
    // What is sent again with the same session makes no second conversation.
    async findSent(rows: ConversationRow[], since: Beginning, ids: readonly string[]) {
      if (rows.some(({text}) => text === undefined)) return Array.from<undefined>({length: rows.length})
      return conversations.findCreated(
        rows.map((row) => startOf(row)),
        since,
        ids,
      )
    },
    hadBefore: () => Promise.resolve(new Set([...answered].filter((id) => known.has(id)))),
    kind: conversationRows,
    async known() {
      known = await knownOf(conversations.listing().items({resumable: false}))
      return known
    },
    noun: 'conversation',
    perHour: hourlyLimit(operationOf('createConversation').policies?.[0]),
    async send(rows: ConversationRow[]) {
      const ids: string[] = []
      for (const row of rows) {
        const {id} = await create(conversations, {...row, language: row.language ?? language, started_at: startOf(row)})
        answered.add(id)
        ids.push(id)
      }

      return ids
    },
  }
}

function create(conversations: Conversations, row: ConversationRow & {started_at: string}) {
  const {client_session_id: session, source, text, text_source: textSource, text_source_spec: spec, ...rest} = row
  const {transcript_segments: segments, ...common} = rest
  if (segments === undefined) {
    return conversations.create({...common, text: text ?? '', text_source: textSource, text_source_spec: spec})
  }

  return conversations.createFromSegments({
    ...common,
    client_session_id: session ?? sessionOf(row),
    ...(source && {source}),
    transcript_segments: segments,
  })
}

/** The same for the same conversation, so that nothing is made of it twice, whichever file it comes from. */
const sessionOf = ({started_at: started, transcript_segments: segments}: ConversationRow) => {
  const said = (segments ?? []).map(({end, speaker, start, text}) => [start, end, speaker, text])
  return `omi-import-${createHash('sha256')
    .update(JSON.stringify([started, said]))
    .digest('hex')
    .slice(0, 40)}`
}
