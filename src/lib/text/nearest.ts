import {distance} from 'fastest-levenshtein'

/** The candidate most like `word`, if one is like enough to be what was meant. */
export const nearest = (word: string, candidates: string[]): string | undefined => allNear(word, candidates)[0]

/** What may have been meant with `word`: those that begin with it, else those most like it, if like enough; at most three. */
export function allNear(word: string, candidates: string[]): string[] {
  const longer = word.length < 3 ? [] : candidates.filter((candidate) => candidate.startsWith(word))
  if (longer.length > 0) return longer.slice(0, 3)
  const ranked = candidates
    .map((candidate) => ({candidate, distance: distance(word, candidate)}))
    .sort((a, b) => a.distance - b.distance)
  const likeEnough = word.length <= 3 ? 1 : Math.max(2, Math.round(word.length / 3))
  const limit = Math.min(ranked[0]?.distance ?? 0, likeEnough)
  return ranked
    .filter(({distance}) => distance <= limit)
    .map(({candidate}) => candidate)
    .slice(0, 3)
}
