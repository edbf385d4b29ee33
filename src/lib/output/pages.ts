/** Whether a result is a list that comes in pages. */
export const isPages = (result: unknown): result is AsyncIterable<unknown[]> =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result
