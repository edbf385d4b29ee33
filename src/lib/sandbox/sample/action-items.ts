import {idOf} from '../documents.js'
import {type Kept, type StoredActionItem} from '../stored.js'
import {timestamp} from '../times.js'
import {type SampleConversation} from './conversations.js'

const DAY = 86_400_000
/** When on its day something is due: 17:00 UTC. */
const DUE_TIME = 17 * 3_600_000

/** What is due by the end of today, in UTC. */
const DUE_TODAY = 'Renew the passport'

/** What nobody talked about, the oldest first. */
const OWN_TASKS = [
  'Renew the library card',
  'Have the boiler serviced',
  'Take a bag of clothes to the collection',
  'Clean the chain of the bike',
  'Back up the photographs',
  'Scan the film from Cabo Espichel',
  'Repot the tomatoes',
  'Feed Otto with rye',
  'Water the plants of Dona Graça',
  'Return the spare key',
  'Draft the answer to the tax office',
  'Buy new bike lights',
  'Mend the zip of the blue jacket',
  'Order contact lenses',
  'Change the code of the bike cellar',
  'Fetch the pottery from the kiln',
  'Ask for the training budget',
  'Print the next prototype with the grey filament',
  'Fix the drawer in the kitchen',
  'Write to the landlord about the draught',
  'Get winter tyres from Alcântara',
  'Choose photographs for the album of Inês',
  'Frame the watercolour of the harbour',
  'Update the emergency contacts',
  'Wash the sleeping bags',
  'Collect the repaired Rollei',
  'Tidy the cigar box with the tram tickets',
  'Buy a present for Beatriz',
  'Plan the week',
  DUE_TODAY,
]

/** The sample account's action items, oldest first, and the ids of each conversation's written into it. */
export function sampleActionItems(samples: SampleConversation[], now: number): StoredActionItem[] {
  const promised = samples.flatMap(({conversation, tasks}) =>
    tasks.map((description, index) => ({
      conversation,
      createdAt: Date.parse(conversation.created_at) + (index + 1) * 1000,
      description,
    })),
  )
  const own = OWN_TASKS.map((description, index) => ({
    conversation: undefined,
    createdAt: now - (OWN_TASKS.length - index) * 2.9 * DAY + (index % 5) * 3_600_000,
    description,
  }))
  const items = [...promised, ...own]
    .sort((a, b) => a.createdAt - b.createdAt)
    .map(({conversation, createdAt, description}, index): StoredActionItem => {
      const item = build(description, createdAt, index, now)
      conversation?.action_item_ids.push(item.id)
      return {...item, conversation_id: conversation?.id ?? null}
    })
  const beside = (index: number, description: string, flags: Kept & {id: string}) => ({
    ...build(description, Date.parse(items[index]!.created_at) - 1000, index, now),
    ...flags,
  })
  const count = items.length
  const locked = beside(count / 2, 'Sign the contract for the flat', {id: 'locked-action-item', is_locked: true})
  const unreadable = beside(count / 4, 'Whatever it was', {id: 'unreadable-action-item', unreadable: true})
  return items.toSpliced(count / 2, 0, locked).toSpliced(count / 4, 0, unreadable)
}

/** Most of what is older than five days is done, most of the rest has a date. */
function build(description: string, createdAt: number, index: number, now: number): StoredActionItem {
  const age = now - createdAt
  const completed = age > 5 * DAY && index % 4 !== 0
  const completedAt = createdAt + Math.min(age, (1 + (index % 5)) * DAY)
  const dueDay = Math.floor(createdAt / DAY) + 4 + ((index * 7) % 17)
  const dueAt = description === DUE_TODAY ? (Math.floor(now / DAY) + 1) * DAY - 1 : dueDay * DAY + DUE_TIME
  const hasDate = index % 3 !== 2 || description === DUE_TODAY
  return {
    id: idOf(`sample action item ${index}`),
    description,
    completed,
    created_at: timestamp(createdAt * 1000),
    updated_at: timestamp((completed ? completedAt : createdAt) * 1000),
    due_at: hasDate ? timestamp(dueAt * 1000) : null,
    completed_at: completed ? timestamp(completedAt * 1000) : null,
    conversation_id: null,
  }
}
