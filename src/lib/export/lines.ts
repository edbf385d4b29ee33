import {type FileHandle} from 'node:fs/promises'

/** How much is read at once, in bytes. */
const CHUNK = 256 * 1024

const LINE_END = 0x0a

/**
 * Reads a file from its beginning, of which no more than a piece and a line are in memory at once.
 * @yields its lines, without their ends
 */
export async function* linesIn(file: FileHandle): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for (let position = 0; ;) {
    const {buffer, bytesRead} = await file.read({buffer: Buffer.alloc(CHUNK), position})
    if (bytesRead === 0) break
    position += bytesRead
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
    for (let end = rest.indexOf(LINE_END); end !== -1; end = rest.indexOf(LINE_END)) {
      yield rest.toString('utf8', 0, end)
      rest = rest.subarray(end + 1)
    }
  }

  if (rest.length > 0) yield rest.toString()
}
