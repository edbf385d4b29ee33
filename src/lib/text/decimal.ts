/** Decimal notation, with an exponent or without: `3`, `-1.5`, `.5`, `1e6`. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/**
 * The number that `text` is in decimal notation; undefined for anything else, such as hexadecimal digits, blanks and
 * what is beyond the numbers that a double holds.
 */
export function decimalNumber(text: string): number | undefined {
  const number = DECIMAL.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
