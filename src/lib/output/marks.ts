/** What stands before a line that says what became of something. */
export interface Marks {
  readonly done: string
  readonly error: string
  readonly warning: string
}

const SIGNS: Marks = {done: '✓', error: '✗', warning: '!'}

/** For screen readers, which read signs in their own way or not at all. */
const WORDS: Marks = {done: 'Done:', error: 'Error:', warning: 'Warning:'}

export const marksFor = (accessible: boolean): Marks => (accessible ? WORDS : SIGNS)
