/** What an id is of, in words: `action item`. */
export type IdNoun = string

/** An id with what says which one it is. */
export interface ShownId {
  readonly id: string
  readonly text: string
}

/** Knows the ids that an account was shown. */
export interface IdBook {
  save(): Promise<void>
  /** Notes that these are shown now; gives the beginnings that tell the noun's ids from each other, by the id. */
  shorten(noun: IdNoun, rows: readonly ShownId[]): ReadonlyMap<string, string>
}
