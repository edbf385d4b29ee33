/**
 * Goes through JSON, as UTF-8, value by value and builds nothing of what it says. What it accepts is what JSON.parse accepts
 * (RFC 8259), nesting of any depth included. It reads bytes because long lists are read with it: over the characters of a
 * text the same takes three times as long.
 */
export class JsonScanner {
  /** Where it stands in the bytes. */
  at = 0
  /** Whether it has passed white space outside of strings. */
  spaced = false

  constructor(private readonly bytes: Uint8Array) {}

  /** Whether an array begins here. */
  get startsArray(): boolean {
    return this.bytes[this.at] === OPEN_ARRAY
  }

  /** Whether an object begins here. */
  get startsObject(): boolean {
    return this.bytes[this.at] === OPEN_OBJECT
  }

  /**
   * The elements of the array that begins here, one call of `element` for each, which has to skip it; what follows the
   * array is next. Throws a SyntaxError.
   */
  array(element: () => void): void {
    this.expect(OPEN_ARRAY)
    if (this.take(CLOSE_ARRAY)) return
    do {
      this.space()
      element()
    } while (this.take(COMMA))

    this.expect(CLOSE_ARRAY)
  }

  /** Nothing but white space may follow. Throws a SyntaxError. */
  end(): void {
    this.space()
    if (this.at < this.bytes.length) this.fail()
  }

  /**
   * The members of the object that begins here: one call of `member` for each, with the place where its key begins,
   * which has to skip its value. Throws a SyntaxError.
   */
  object(member: (keyAt: number) => void): void {
    this.expect(OPEN_OBJECT)
    if (this.take(CLOSE_OBJECT)) return
    do {
      this.space()
      const keyAt = this.at
      this.string()
      this.expect(COLON)
      this.space()
      member(keyAt)
    } while (this.take(COMMA))

    this.expect(CLOSE_OBJECT)
  }

  /** Skips white space. */
  space(): void {
    const {bytes} = this
    let {at} = this
    // Nearly always there is none: then this is one comparison.
    if ((bytes[at] ?? 0) > SPACE) return
    while (isSpace(bytes[at])) at += 1
    if (at > this.at) this.spaced = true
    this.at = at
  }

  /** Skips one value of any kind. Throws a SyntaxError. */
  value(): void {
    this.space()
    const code = this.bytes[this.at]
    if (code === QUOTE) this.string()
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) this.composite()
    else this.scalar()
  }

  /** Behind a value: goes on to the next one inside of what is open, and closes what ends here. */
  private close(open: number[]): void {
    for (let closer = open.at(-1); closer !== undefined; closer = open.at(-1)) {
      if (this.take(COMMA)) {
        if (closer === CLOSE_OBJECT) this.key()
        return
      }

      this.expect(closer)
      open.pop()
    }
  }

  /** Skips the object or array that begins here. */
  private composite(): void {
    const {bytes} = this
    // What closes the arrays and objects that are open, the innermost last: a stack of our own, for any depth.
    const open: number[] = []
    do {
      this.space()
      const code = bytes[this.at]
      if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        if (this.opened(code, open)) continue
      } else if (code === QUOTE) this.string()
      else this.scalar()

      this.close(open)
    } while (open.length > 0)
  }

  /** Digits, one at least. */
  private digits(): void {
    const start = this.at
    while (isDigit(this.bytes[this.at])) this.at += 1
    if (this.at === start) this.fail()
  }

  private escape(at: number): number {
    const code = this.bytes[at + 1]
    if (code === U) {
      for (let digit = at + 2; digit < at + 6; digit += 1) if (!isHexDigit(this.bytes[digit])) this.fail()
      return at + 6
    }

    if (code === undefined || !ESCAPED.has(code)) this.fail()
    return at + 2
  }

  private expect(code: number): void {
    if (!this.take(code)) this.fail()
  }

  private fail(): never {
    throw new SyntaxError(`Unexpected text in JSON at position ${this.at}`)
  }

  private key(): void {
    this.space()
    this.string()
    this.expect(COLON)
  }

  private number(): void {
    this.sign(MINUS)
    if (this.bytes[this.at] === ZERO) this.at += 1
    else this.digits()
    if (this.bytes[this.at] === DOT) {
      this.at += 1
      this.digits()
    }

    if (this.bytes[this.at] === E || this.bytes[this.at] === CAPITAL_E) {
      this.at += 1
      this.sign(MINUS, PLUS)
      this.digits()
    }
  }

  /** Goes into the object or array that begins here; false when it is empty, and over. */
  private opened(code: number, open: number[]): boolean {
    const closer = code === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY
    this.at += 1
    if (this.take(closer)) return false
    open.push(closer)
    if (closer === CLOSE_OBJECT) this.key()
    return true
  }

  private scalar(): void {
    const code = this.bytes[this.at]
    const word = code === F ? FALSE : code === N ? NULL : code === T ? TRUE : undefined
    if (word) this.word(word)
    else this.number()
  }

  private sign(...signs: number[]): void {
    if (signs.includes(this.bytes[this.at] ?? 0)) this.at += 1
  }

  private string(): void {
    const {bytes} = this
    if (bytes[this.at] !== QUOTE) this.fail()
    let at = this.at + 1
    for (let code = bytes[at]; code !== QUOTE; code = bytes[at]) {
      if (code === BACKSLASH) at = this.escape(at)
      // A control character, or the end of the bytes.
      else if (code === undefined || code < 0x20) this.fail()
      else at += 1
    }

    this.at = at + 1
  }

  private take(code: number): boolean {
    if (this.bytes[this.at] !== code) this.space()
    if (this.bytes[this.at] !== code) return false
    this.at += 1
    return true
  }

  private word(word: Uint8Array): void {
    for (let index = 0; index < word.length; index += 1) if (this.bytes[this.at + index] !== word[index]) this.fail()
    this.at += word.length
  }
}

const SPACE = 0x20
const QUOTE = 0x22
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const CAPITAL_E = 0x45
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const E = 0x65
const F = 0x66
const N = 0x6e
const T = 0x74
const U = 0x75
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

const ESCAPED = new Set(Buffer.from(String.raw`"\/bfnrt`))
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')
const TRUE = Buffer.from('true')

const isSpace = (code: number | undefined) => code === SPACE || code === 0x0a || code === 0x0d || code === 0x09
const isDigit = (code = 0) => code >= 0x30 && code <= 0x39
const isHexDigit = (code = 0) => isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66)
