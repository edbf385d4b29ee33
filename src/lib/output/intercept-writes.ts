import {type OutputStream} from '../io/io.js'

/**
 * Hands each write to `stream`, whoever writes, to `handle`, as a function that does it; until the function is called that
 * is returned.
 */
export function interceptWrites(stream: OutputStream, handle: (write: () => boolean) => boolean): () => void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
  const before = stream.write
  let isOver = false
  const own = (...args: unknown[]) => (isOver ? write(...args) : handle(() => write(...args)))
  stream.write = own
  return () => {
    isOver = true
    // Another may have put its own around this one since.
    if (stream.write === own) stream.write = before
  }
}
