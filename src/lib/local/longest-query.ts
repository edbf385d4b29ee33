/** The longest words to look for, in characters: Omi Desktop names no limit, and its model reads no more. */
export const LONGEST_QUERY = 2000
