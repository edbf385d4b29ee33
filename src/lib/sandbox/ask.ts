import {ApiError} from './api-error.js'
import {type Handlers} from './operation.js'
import {relevanceToQuestion} from './relevance.js'
import {type StoredConversation} from './stored.js'

const NOTHING_FOUND = 'I could not find anything about that in your conversations.'

/** Everything that was said in a conversation and about it. */
const textOf = ({structured, transcript_segments: segments}: StoredConversation) =>
  [structured.title, structured.overview, ...segments.map((segment) => segment.text)].join('\n')

/** Throws ApiError 422 for a time zone that does not exist. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', {dateStyle: 'long', timeZone})
  } catch {
    throw new ApiError(422, `Invalid timezone: ${timeZone}`)
  }
}

export const askHandlers = {
  /** Stands in for the model: quotes the conversations that share the most words with the question. */
  ask({body, store}) {
    const format = dayFormat(body.timezone!)
    const relevance = relevanceToQuestion(body.question)
    const found = [...store.of('conversations')]
      .filter(({discarded, is_locked: locked, unreadable}) => !discarded && !locked && !unreadable)
      .map((conversation) => ({conversation, score: relevance(textOf(conversation))}))
      .filter(({score}) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, body.limit)
      .map(({conversation}) => conversation)
    const [best, ...others] = found
    if (!best) return {answer: NOTHING_FOUND, sources: []}
    const also = others.length === 0 ? '' : ` See also: ${others.map(({structured}) => structured.title).join('; ')}.`
    const day = format.format(new Date(best.created_at))
    return {
      answer: `On ${day}, in “${best.structured.title}”: ${best.structured.overview}${also}`,
      sources: found.map(({created_at: createdAt, id, structured}) => ({
        id,
        title: structured.title,
        created_at: createdAt,
      })),
    }
  },
} satisfies Handlers
