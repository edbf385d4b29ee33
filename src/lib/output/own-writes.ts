/**
 * Tells what the product itself writes to stdout from what the code of plugins does: while an Output writes, which takes no
 * longer than the call, it is known here.
 */
let writer: object | undefined

/** The Output that writes at this moment. */
export const currentWriter = (): object | undefined => writer

/** Calls `write` on behalf of an Output. */
export function writeAs<Value>(who: object, write: () => Value): Value {
  const before = writer
  writer = who
  try {
    return write()
  } finally {
    writer = before
  }
}
