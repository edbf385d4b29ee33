import {type Schema} from '../contract.js'
import {idOf} from '../documents.js'
import {timestamp} from '../times.js'
import {type SampleConversation} from './conversations.js'

const DAY = 86_400_000
const SUMMARIES = 30

/** Days on which nobody said anything worth keeping. */
const QUIET_DAYS: [emoji: string, headline: string, overview: string][] = [
  ['🌤️', 'A quiet day', 'No conversations, one long walk along the river and an early night.'],
  ['🎨', 'Drawing behind closed doors', 'Notifications off until eleven. Three screens drawn, two of them kept.'],
  ['🍅', 'On the balcony', 'The tomatoes got new soil and Pixel supervised.'],
  ['🎻', 'An hour of cello', 'Practice in the afternoon, slow movement only, and bread in the oven.'],
]

/** Summaries of the 30 days before today, oldest first. */
export function sampleDailySummaries(samples: SampleConversation[], now: number): Schema<'DailySummary'>[] {
  const today = Math.floor(now / DAY) * DAY
  const shown = samples
    .map(({conversation}) => conversation)
    .filter((one) => !one.discarded && !one.is_locked && !one.unreadable)
  return Array.from({length: SUMMARIES}, (_, index) => {
    const day = today - (SUMMARIES - index) * DAY
    const date = timestamp(day * 1000).slice(0, 10)
    const conversation = shown.find(({created_at: createdAt}) => createdAt.startsWith(date))
    const [emoji, headline, overview] = conversation
      ? [conversation.structured.emoji, conversation.structured.title, conversation.structured.overview]
      : QUIET_DAYS[index % QUIET_DAYS.length]!
    return {
      id: idOf(`sample daily summary ${index}`),
      date,
      day_emoji: emoji,
      headline,
      overview,
      created_at: timestamp((day + DAY - 1000) * 1000),
    }
  })
}
