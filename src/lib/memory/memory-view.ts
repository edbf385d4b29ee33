import {type Memory, type MemorySearchResult} from '../contract/schema.js'
import {localTime} from '../output/local-time.js'
import {type View} from '../output/view.js'

export const memoryView: View<Memory> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {name: 'category', value: ({category}) => category},
    {name: 'visibility', value: ({visibility}) => visibility, wide: true},
    {flexible: true, name: 'content', value: ({content}) => content},
    {name: 'tags', value: ({tags}) => tags, wide: true},
    {
      name: 'created_at',
      show: ({created_at: time}) => localTime(time),
      value: ({created_at: time}) => time,
      wide: true,
    },
  ],
  empty: 'No memories yet. Add the first: omi memory create "Prefers async over sync"',
}

export const memoryMatchView: View<MemorySearchResult['items'][number]> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {
      name: 'relevance_score',
      show: ({relevance_score: score}) => (typeof score === 'number' ? score.toFixed(2) : score),
      value: ({relevance_score: score}) => score,
    },
    {name: 'category', value: ({category}) => category},
    {flexible: true, name: 'content', value: ({content}) => content},
  ],
  empty: 'Nothing like that. See all memories: omi memory list --all',
}
