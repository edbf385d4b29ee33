/** The words of a command or topic as they are typed, by its id: `memory create` for `memory:create`. */
export const wordsOf = (id: string) => id.replaceAll(':', ' ')
