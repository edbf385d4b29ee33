/* eslint-disable unicorn/prefer-code-point -- what matters in JSON is ASCII, and this is where time goes in long lists */

/**
 * Goes through JSON text value by value and builds nothing of what it says. What it accepts is what JSON.parse accepts
 * (RFC 8259), nesting of any depth included.
 */
export class JsonScanner {
  /** Where it stands in the text. */
  at = 0
  /** Whether it has passed white space outside of strings. */
  spaced = false
  /** The next backslash at or behind where it was last looked for; what stands before it needs no look for escapes. */
  private backslash = -1
  private readonly hasControls: boolean

  constructor(private readonly text: string) {
    this.hasControls = CONTROL.test(text)
  }

  /** Whether an object begins here. */
  get startsObject(): boolean {
    return this.text.charCodeAt(this.at) === OPEN_OBJECT
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
    if (this.at < this.text.length) this.fail()
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
    const start = this.at
    while (isSpace(this.text.charCodeAt(this.at))) this.at += 1
    if (this.at > start) this.spaced = true
  }

  /** Skips one value of any kind. Throws a SyntaxError. */
  value(): void {
    const {text} = this
    // What closes the arrays and objects that are open, the innermost last: a stack of our own, for any depth.
    const open: number[] = []
    for (;;) {
      this.space()
      const code = text.charCodeAt(this.at)
      if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        if (this.opened(code, open)) continue
      } else if (code === QUOTE) this.string()
      else this.scalar()

      if (!this.next(open)) return
    }
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

  /** Behind a value: goes on to the next one inside of what is open; false when nothing is open any more. */
  private next(open: number[]): boolean {
    for (;;) {
      const closer = open.at(-1)
      if (closer === undefined) return false
      if (this.take(COMMA)) {
        if (closer === CLOSE_OBJECT) this.key()
        return true
      }

      this.expect(closer)
      open.pop()
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
    SCALAR.lastIndex = this.at
    if (!SCALAR.test(this.text)) this.fail()
    this.at = SCALAR.lastIndex
  }

  private string(): void {
    const {text} = this
    if (text.charCodeAt(this.at) !== QUOTE) this.fail()
    let at = this.at + 1
    // Most strings hold nothing that has to be looked at, and finding their end is what engines do fastest.
    const end = text.indexOf('"', at)
    if (this.backslash < at) this.backslash = text.indexOf('\\', at)
    if (this.backslash === -1) this.backslash = text.length
    if (end !== -1 && end < this.backslash && !this.hasControls) {
      this.at = end + 1
      return
    }

    for (;;) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) break
      if (code === BACKSLASH) {
        ESCAPE.lastIndex = at
        if (!ESCAPE.test(text)) this.fail()
        at = ESCAPE.lastIndex
      } else if (code >= 0x20) at += 1
      // A control character, or NaN: the text ends in the string.
      else this.fail()
    }

    this.at = at + 1
  }

  private take(code: number): boolean {
    this.space()
    if (this.text.charCodeAt(this.at) !== code) return false
    this.at += 1
    return true
  }
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F]/
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)/y
const ESCAPE = /\\(?:["/\\bfnrt]|u[\dA-Fa-f]{4})/y

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
