import {type ConversationCreated} from '../api/types.js'
import {type Conversation} from '../contract/schema.js'
import {type Output} from '../output/output.js'
import {records} from '../output/records.js'
import {clockInWords, dayInWords, lengthInWords, timeInWords} from '../output/time-words.js'
import {cellText, type Column, partView, type View} from '../output/view.js'
import {transcriptText} from './transcript.js'

/** `🧠 Title`, as far as there is one. */
export const titleOf = ({structured}: Conversation): string =>
  [structured?.emoji, structured?.title]
    .map((part) => cellText(part))
    .filter(Boolean)
    .join(' ')

const id: Column<Conversation> = {id: 'conversation', name: 'id', value: (conversation) => conversation.id}
const category: Column<Conversation> = {name: 'category', rank: 4, value: ({structured}) => structured?.category}
const title: Column<Conversation> = {
  flexible: true,
  name: 'title',
  show: titleOf,
  value: ({structured}) => structured?.title,
}
const folder: Column<Conversation> = {
  header: 'FOLDER',
  name: 'folder_name',
  rank: 5,
  value: (conversation) => conversation.folder_name,
}

/** The transcript is empty unless it was asked for. */
export const conversationListView: View<Conversation> = {
  columns: [
    id,
    {name: 'started_at', value: (conversation) => conversation.started_at},
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
  empty: 'No conversations here. Add one: omi conversation create --text "We agreed to meet on Friday."',
  table: ({now}) => ({
    columns: tableColumns((conversation) => clockInWords(beganAt(conversation))),
    group: {
      column: 'started_at',
      heading: (conversation) => dayInWords(beganAt(conversation), now),
      name: 'day',
    },
  }),
}

/** Days that come again and again are no headings. */
const sortedView: View<Conversation> = {
  ...conversationListView,
  table: ({now}) => ({columns: tableColumns((conversation) => timeInWords(beganAt(conversation), now))}),
}

const tableColumns = (started: (conversation: Conversation) => string | undefined): Array<Column<Conversation>> => [
  id,
  {header: 'STARTED', name: 'started_at', rank: 1, value: started},
  {name: 'length', rank: 2, value: ({finished_at: end, started_at: start}) => lengthInWords(start, end)},
  {header: 'TO DO', name: 'open', rank: 1, value: openItems},
  category,
  folder,
  title,
]

export const beganAt = ({created_at: created, started_at: started}: Conversation) => started ?? created

/** How many of its action items are still to be done: `3 open`. */
function openItems({structured}: Conversation): string {
  const open = records(structured?.action_items).filter(({completed}) => !completed).length
  return open > 0 ? `${open} open` : ''
}

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
  if (!terminal) return output.item(conversationListView, conversation)
  const {conversationPage} = await import('./conversation-page.js')
  await output.write(conversationPage(conversation, terminal, output.io.clock.now()))
}

/** `filtered`: only some were asked for; `inFull`: with what was said; `sorted`: they come in another order than that of their days. */
export interface ConversationsAsked {
  readonly filtered?: boolean
  readonly inFull: boolean
  readonly sorted?: boolean
}

/** A list of conversations: a table, or (`inFull`) one after the other on a terminal; lines on a pipe. */
export async function showConversations(
  output: Output,
  list: AsyncIterable<Conversation[]> | Conversation[],
  {filtered = false, inFull, sorted = false}: ConversationsAsked,
): Promise<void> {
  const usual = sorted ? sortedView : conversationListView
  const view = filtered ? partView(usual, 'conversation list') : usual
  if (!output.terminal || !inFull) return output.list(view, list)
  let count = 0
  for await (const conversations of Array.isArray(list) ? [list] : list) {
    for (const conversation of conversations) {
      if (count > 0) await output.write('\n')
      await showConversation(output, conversation)
      count += 1
    }
  }

  if (count === 0 && view.empty) await output.hint(view.empty)
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
