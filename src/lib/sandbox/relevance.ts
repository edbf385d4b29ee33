/** Words that say nothing about what a question is about. */
const FILLERS = new Set(
  (
    'a about again all am an and any are as at be been before but by can could did do does for from had has have how i ' +
    'if in is it its last latest me mention mentioned my of on or our recent recently remember said say says should so ' +
    'tell talk talked that the their them there they this to was we were what when where which who whom why will with ' +
    'would you your'
  ).split(' '),
)

const wordsOf = (text: string) => [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))]

/** Stands in for a semantic score: which share of these words a text has, 0 to 1, whatever their case. */
function relevanceTo(words: string[]): (text: string) => number {
  if (words.length === 0) return () => 0
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words.join('|')})(?![\p{L}\p{N}])`, 'giu')
  return (text) => new Set((text.match(pattern) ?? []).map((word) => word.toLowerCase())).size / words.length
}

/** How well a text matches a search for these words. */
export const relevanceToQuery = (query: string) => relevanceTo(wordsOf(query))

/** How well a text matches a question. Its fillers count for nothing. */
export const relevanceToQuestion = (question: string) =>
  relevanceTo(wordsOf(question).filter((word) => !FILLERS.has(word)))
