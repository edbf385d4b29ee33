/** Seconds for a person: `12s`, `3m`, `2h 5m`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)}s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes}m`
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)}h${rest > 0 ? ` ${rest}m` : ''}`
}
