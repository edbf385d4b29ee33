import type {Store} from './store.js'

import {buildMemory} from './memories.js'
import {SAMPLE_MEMORIES} from './sample-memories.js'
import {timestamp} from './store.js'

const HOUR = 3_600_000

/** Fills the store with a believable account whose last months end a little before now. */
export function addSampleData(store: Store): void {
  const end = store.now().getTime()
  const count = SAMPLE_MEMORIES.length
  for (const [index, memory] of SAMPLE_MEMORIES.entries()) {
    // About one every 21 hours; the uneven minutes keep the times from looking made.
    const hoursAgo = (count - index) * 21 + ((index * 37) % 19)
    const createdAt = end - hoursAgo * HOUR - ((index * 7919) % 3600) * 1000
    store.memories.add(buildMemory(memory, timestamp(createdAt * 1000)))
  }
}
