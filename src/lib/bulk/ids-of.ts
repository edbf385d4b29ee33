/** The ids of everything in a list, page by page. Throws what the reading throws. */
export async function idsOf(pages: AsyncIterable<Array<{id: string}>>): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const page of pages) for (const {id} of page) ids.add(id)
  return ids
}
