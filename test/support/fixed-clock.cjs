// Loaded before the product: for it, it is always this time (FIXED_TIME, in milliseconds since 1970).
const now = Number(process.env.FIXED_TIME)

globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [now] : given))
  }

  static now() {
    return now
  }
}
