import {distance} from 'fastest-levenshtein'

/** The candidate most like `word`, if one is like enough to be what was meant. */
export function nearest(word: string, candidates: string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({candidate, distance: distance(word, candidate)}))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined
}
