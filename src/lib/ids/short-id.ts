/** The fewest characters of an id that are shown. */
const SHORTEST = 8

/**
 * The ids as a table shows them: each as its shortest beginning of at least 8 characters that none of the others has. What is not
 * among them stays whole.
 */
export function shortIds(ids: Iterable<string>): Map<string, string> {
  const sorted = [...new Set(ids)].sort()
  return new Map(
    sorted.map((id, index) => {
      // In this order, whatever has most in common with an id stands next to it.
      const common = Math.max(commonLength(id, sorted[index - 1]), commonLength(id, sorted[index + 1]))
      return [id, id.slice(0, Math.max(SHORTEST, common + 1))]
    }),
  )
}

function commonLength(a: string, b = ''): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}
