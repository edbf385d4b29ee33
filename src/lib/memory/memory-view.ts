import {type Memory, type MemorySearchResult} from '../contract/schema.js'
import {timeInWords} from '../output/time-words.js'
import {cellText, type Column, type View} from '../output/view.js'

/** What a search finds has less to it than a memory. */
type Match = MemorySearchResult['items'][number]

const category: Column<Match> = {name: 'category', rank: 1, value: (memory) => memory.category}
const content: Column<Match> = {flexible: true, name: 'content', value: (memory) => memory.content}
const id: Column<Match> = {id: 'memory', name: 'id', value: (memory) => memory.id}
const tags: Column<Memory> = {name: 'tags', rank: 2, value: (memory) => memory.tags}
const visibility: Column<Memory> = {name: 'visibility', rank: 4, value: (memory) => memory.visibility, wide: true}

export const memoryView: View<Memory> = {
  columns: [id, category, visibility, content, tags, {name: 'created_at', value: ({created_at: time}) => time}],
  empty: 'No memories yet. Add the first: omi memory create "Prefers async over sync"',
  async record({now}) {
    const {relativeTime} = await import('../output/relative-time.js')
    const created: Column<Memory> = {name: 'created', value: ({created_at: time}) => relativeTime(time, now)}
    return [id, category, visibility, content, tags, created]
  },
  table: ({now}) => ({
    columns: [
      id,
      category,
      visibility,
      {header: 'CREATED', name: 'created_at', rank: 3, value: ({created_at: time}) => timeInWords(time, now)},
      tags,
      {...content, show: withMark},
    ],
  }),
}

export const memoryMatchView: View<Match> = {
  columns: [
    id,
    {
      header: 'SCORE',
      name: 'relevance_score',
      rank: 2,
      show: ({relevance_score: score}) => (typeof score === 'number' ? score.toFixed(2) : score),
      value: ({relevance_score: score}) => score,
    },
    category,
    content,
  ],
  empty: 'Nothing like that. See all memories: omi memory list --all',
}

/** What others can see is marked. */
const withMark = ({content: text, visibility: seenBy}: Memory) =>
  seenBy === 'public' ? `(public) ${cellText(text)}` : text
