import {fstatSync} from 'node:fs'

import {isAccessible, isDumb, isInCi} from '../io/color.js'
import {type OutputStream} from '../io/io.js'
import {monotonicNow} from '../text/monotonic.js'
import {interceptWrites} from './intercept-writes.js'
import {type Output} from './output.js'

/** What is waited for, in words: `Reading` `memories from api.omi.me`. */
export interface WaitedFor {
  readonly doing: string
  readonly what: string
}

/** A wait that goes on until its end is told. */
interface Wait {
  /** How many items of a list are there already. */
  count(items: number): void
  end(): void
}

/** After so many milliseconds a wait shows; a line that stays is written later, and once. */
const LONG = 1000
const LONG_IN_LINES = 5000

const ERASE = '\r\u001B[K'

/**
 * Shows on stderr that something is waited for: a line that counts seconds, makes way for all else that is written, and leaves
 * nothing behind. With OMI_ACCESSIBLE it is one line that stays.
 */
export class Waiting {
  private isHushed = false
  private readonly isInLines: boolean
  private latest?: WaitedFor
  private makeWay: Array<() => void> = []
  private readonly waits = new Map<object, {count: number; readonly since: number}>()

  constructor(private readonly output: Output) {
    this.isInLines = isAccessible(output.io.env)
  }

  /** A request, or, without `waitedFor`, a list that is read with several. */
  begin(waitedFor?: WaitedFor): Wait {
    const wait = {count: 0, since: monotonicNow()}
    const key = {}
    this.latest = waitedFor ?? this.latest
    this.waits.set(key, wait)
    const timer = setInterval(() => this.show(), LONG).unref()
    return {
      count(items) {
        wait.count = items
      },
      end: () => {
        clearInterval(timer)
        if (!this.waits.delete(key)) return
        // The rest of the list is still to come.
        if (this.makeWay.length > 0) this.show()
      },
    }
  }

  /** Shows nothing any more: the screen is another's. */
  hush(): void {
    this.isHushed = true
    this.erase()
  }

  /** Shows nothing of what is waited for at present: somebody is asked something. */
  yield(): void {
    this.waits.clear()
    this.erase()
  }

  private draw(text: string): void {
    const {stderr, stdout} = this.output.io
    this.erase()
    stderr.write(text.slice(0, (stderr.columns || 80) - 1))
    this.makeWay = [stderr, stdout].map((stream) =>
      interceptWrites(stream, (write) => {
        this.erase()
        return write()
      }),
    )
  }

  private erase(): void {
    if (this.makeWay.length === 0) return
    for (const letThrough of this.makeWay) letThrough()
    this.makeWay = []
    this.output.io.stderr.write(ERASE)
  }

  /** The longest wait, if it is long. */
  private show(): void {
    const [wait] = this.waits.values()
    const time = wait ? monotonicNow() - wait.since : 0
    // A timer may be a little early.
    if (!wait || !this.latest || this.isHushed || time < (this.isInLines ? LONG_IN_LINES : LONG) - 20)
      return this.erase()
    const {doing, what} = this.latest
    if (this.isInLines) {
      this.isHushed = true
      return this.output.note(`${doing} ${what}…`)
    }

    const subject = wait.count > 0 ? wait.count.toLocaleString('en-US') : doing
    this.draw(`${subject} ${what}… ${Math.round(time / 1000)}s`)
  }
}

/** undefined where nobody would see it, or where it would be in the way of what reads stdout. */
export function waitingOn(output: Output): undefined | Waiting {
  const {env, ownsProcess, stdout} = output.io
  const isShown = output.interactive && ownsProcess && !isDumb(env) && !isInCi(env) && !isPipe(stdout)
  return isShown ? new Waiting(output) : undefined
}

/** What reads a pipe may be at the same terminal: a pager, or what filters lines. */
function isPipe(stream: OutputStream & {readonly fd?: number}): boolean {
  if (stream.isTTY || stream.fd === undefined) return false
  const file = fstatSync(stream.fd)
  return file.isFIFO() || file.isSocket()
}
