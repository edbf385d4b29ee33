import {ApiError} from './api-error.js'
import {type Handlers} from './operation.js'
import {relevanceToQuestion} from './relevance.js'
import {type Store} from './store.js'
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

/** What a question finds. */
interface Found {
  /** Quotes the conversation that fits best. */
  readonly answer: string
  /** Names the others; empty without any. */
  readonly more: string
  readonly sources: {created_at: string; id: string; title: string}[]
}

/**
 * Stands in for the model: quotes the conversations that share the most words with the question. Throws ApiError 422 for a time
 * zone that does not exist.
 */
export function answerFrom(store: Store, question: string, limit: number, timeZone: string): Found {
  const format = dayFormat(timeZone)
  const relevance = relevanceToQuestion(question)
  const found = [...store.of('conversations')]
    .filter(({discarded, is_locked: locked, unreadable}) => !discarded && !locked && !unreadable)
    .map((conversation) => ({conversation, score: relevance(textOf(conversation))}))
    .filter(({score}) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({conversation}) => conversation)
  const [best, ...others] = found
  if (!best) return {answer: NOTHING_FOUND, more: '', sources: []}
  const day = format.format(new Date(best.created_at))
  return {
    answer: `On ${day}, in “${best.structured.title}”: ${best.structured.overview}`,
    more: others.length === 0 ? '' : `See also: ${others.map(({structured}) => structured.title).join('; ')}.`,
    sources: found.map(({created_at: createdAt, id, structured}) => ({
      id,
      title: structured.title,
      created_at: createdAt,
    })),
  }
}

export const askHandlers = {
  ask({body, store}) {
    const {answer, more, sources} = answerFrom(store, body.question, body.limit!, body.timezone!)
    return {answer: more === '' ? answer : `${answer} ${more}`, sources}
  },
} satisfies Handlers
