interface Dated {
  readonly created_at?: null | string
}

/**
 * Matches what was asked for with what is there: for each of `texts`, in order, one of `items` with that text that was
 * created at or after `earliest` (by the server's clock, milliseconds since 1970), each item once. Throws when that time
 * is not known.
 */
export function findCreated<Item extends Dated>(
  texts: string[],
  items: Item[],
  textOf: (item: Item) => string,
  earliest: number | undefined,
): Array<Item | undefined> {
  if (earliest === undefined) throw new Error('The server has not told its time.')
  const candidates = items.filter((item) => Date.parse(item.created_at ?? '') >= earliest)
  return texts.map((text) => {
    const at = candidates.findIndex((item) => textOf(item) === text)
    return at === -1 ? undefined : candidates.splice(at, 1)[0]
  })
}
