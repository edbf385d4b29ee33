import {fstatSync, writeSync} from 'node:fs'
import {type Writable} from 'node:stream'

import {systemError} from '../errors/system-error.js'

/**
 * Has everything that is written to a standard stream arrive in the file behind it, whoever writes it. To a file Node.js
 * writes once and does not look how much the system took, which is less than all on a disk that is nearly full; here the
 * rest is written too, and what cannot be is the stream's error. Terminals and pipes are left alone.
 */
export function writeInFull(stream: Writable & {readonly fd?: number}, write: typeof writeSync = writeSync): void {
  const {fd} = stream
  // A test of a plugin has a stream of its own in the place of stdout.
  if (fd === undefined || !fstatSync(fd).isFile()) return
  stream._write = (chunk: string | Uint8Array, encoding, done) => {
    try {
      writeAll(fd, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, write)
    } catch (error) {
      return done(error as Error)
    }

    done()
  }
}

function writeAll(fd: number, bytes: Uint8Array, write: typeof writeSync): void {
  for (let at = 0; at < bytes.length;) {
    const written = write(fd, bytes, at, bytes.length - at)
    if (written === 0) throw systemError('ENOSPC', 'write', 'stdout')
    at += written
  }
}
