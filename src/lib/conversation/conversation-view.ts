import {type ConversationCreated} from '../api/types.js'
import {type Conversation} from '../contract/schema.js'
import {localTime} from '../output/local-time.js'
import {type Output} from '../output/output.js'
import {cellText, type Column, type View} from '../output/view.js'
import {transcriptText} from './transcript.js'

const EMPTY = 'No conversations here. Add one: omi conversation create --text "We agreed to meet on Friday."'

/** `🧠 Title`, as far as there is one. */
export const titleOf = ({structured}: Conversation): string =>
  [structured?.emoji, structured?.title]
    .map((part) => cellText(part))
    .filter(Boolean)
    .join(' ')

const id: Column<Conversation> = {name: 'id', value: (conversation) => conversation.id}
const startedAt: Column<Conversation> = {
  name: 'started_at',
  show: (conversation) => localTime(conversation.started_at ?? conversation.created_at),
  value: (conversation) => conversation.started_at,
}
const category: Column<Conversation> = {name: 'category', value: ({structured}) => structured?.category, wide: true}
const title: Column<Conversation> = {
  flexible: true,
  name: 'title',
  show: titleOf,
  value: ({structured}) => structured?.title,
}
const folder: Column<Conversation> = {
  name: 'folder_name',
  value: (conversation) => conversation.folder_name,
  wide: true,
}

/** What a pipe gets; the transcript is empty unless it was asked for. */
const conversationLine: View<Conversation> = {
  columns: [
    id,
    startedAt,
    category,
    title,
    {name: 'overview', value: ({structured}) => structured?.overview},
    folder,
    {name: 'finished_at', value: (conversation) => conversation.finished_at},
    {name: 'created_at', value: (conversation) => conversation.created_at},
    {name: 'language', value: ({language}) => language},
    {name: 'source', value: ({source}) => source},
    {name: 'transcript', value: ({transcript_segments: segments}) => transcriptText(segments)},
  ],
}

const conversationTable: View<Conversation> = {columns: [id, startedAt, category, title, folder], empty: EMPTY}

const conversationCreatedView: View<ConversationCreated> = {
  columns: [
    {name: 'id', value: (created) => created.id},
    {name: 'status', value: ({status}) => status},
    {name: 'discarded', value: ({discarded}) => discarded},
  ],
}

/** One conversation: a page of its own on a terminal, a tab-separated line on a pipe. */
export async function showConversation(output: Output, conversation: Conversation): Promise<void> {
  const {terminal} = output
  if (!terminal) return output.item(conversationLine, conversation)
  const {conversationPage} = await import('./conversation-page.js')
  await output.write(conversationPage(conversation, terminal, output.io.clock.now()))
}

/** A list of conversations: a table, or (`inFull`) one after the other on a terminal; lines on a pipe. */
export async function showConversations(
  output: Output,
  list: AsyncIterable<Conversation[]> | Conversation[],
  inFull: boolean,
): Promise<void> {
  if (!output.terminal) return output.list(conversationLine, list)
  if (!inFull) return output.list(conversationTable, list)
  let count = 0
  for await (const conversations of Array.isArray(list) ? [list] : list) {
    for (const conversation of conversations) {
      if (count > 0) await output.write('\n')
      await showConversation(output, conversation)
      count += 1
    }
  }

  if (count === 0) output.note(EMPTY)
}

/** What became of a new conversation, and how to see more of it. */
export async function showConversationCreated(output: Output, created: ConversationCreated): Promise<void> {
  await output.item(conversationCreatedView, created)
  output.success(`Conversation created. See what it became: omi conversation get ${created.id}`)
  if (created.discarded) {
    output.warn(
      'Omi found nothing in it worth keeping and left it out of the lists. ' +
        `To keep it: omi conversation update ${created.id} --no-discarded`,
    )
  }
}
