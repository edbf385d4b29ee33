import {once} from 'node:events'

/** Running code that somebody else wrote, in this process. */

/**
 * Settles as `run` does, which is called at once. Where it never would, because nothing is left that could make it go on,
 * Node.js would end the process as if all were well; then it rejects with `reason()`.
 */
export async function settled<Value>(run: () => Promise<Value>, reason: () => Error): Promise<Value> {
  const over = new AbortController()
  const stuck = once(process, 'beforeExit', {signal: over.signal}).then(() => {
    throw reason()
  })
  try {
    return await Promise.race([run(), stuck])
  } finally {
    over.abort()
  }
}

/** Runs `action`, and lets what is written to stdout meanwhile go to stderr: stdout is for the answer alone. */
export async function withStdoutOnStderr<Value>(action: () => Promise<Value>): Promise<Value> {
  const {write} = process.stdout
  process.stdout.write = process.stderr.write.bind(process.stderr)
  try {
    return await action()
  } finally {
    process.stdout.write = write
  }
}
