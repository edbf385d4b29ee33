/**
 * Milliseconds since this process was started, by a clock that nobody sets. `performance.now()` would load a module of
 * Node.js that few runs need.
 */
export const monotonicNow = (): number => process.uptime() * 1000
