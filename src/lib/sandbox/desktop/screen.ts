import {deflateSync} from 'node:zlib'

import {type Store} from '../store.js'
import {type StoredConversation} from '../stored.js'

/** A moment of the screen, as Omi Desktop keeps it. */
export interface Moment {
  readonly app: string
  readonly id: number
  readonly text: string
  readonly timestamp: string
  readonly window: string
}

const APPS = ['Safari', 'Notes', 'Mail', 'Figma', 'Calendar']

/** One for each conversation that can be seen, the oldest first: what the user had on the screen while it was about that. */
export const momentsOf = (store: Store): Moment[] =>
  [...store.of('conversations')]
    .filter(({discarded, is_locked: locked, unreadable}) => !discarded && !locked && !unreadable)
    .reverse()
    .map((conversation, index) => moment(conversation, index + 1))

const moment = ({created_at: timestamp, structured}: StoredConversation, id: number): Moment => ({
  app: APPS[id % APPS.length] ?? '',
  id,
  text: structured.overview,
  timestamp,
  window: structured.title,
})

/** How large a picture is, in pixels. */
const WIDTH = 64
const HEIGHT = 40

/** A PNG of one colour, which is another for each (https://www.w3.org/TR/png-3/). */
export function pictureOf({id}: Moment): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  // Eight bits for each of red, green and blue.
  header.set([8, 2], 8)
  const line = Buffer.from([0, ...Array.from({length: WIDTH}, () => colourOf(id)).flat()])
  const pixels = deflateSync(Buffer.concat(Array.from({length: HEIGHT}, () => line)))
  const chunks = [chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'), ...chunks])
}

const colourOf = (id: number) => [(id * 37) % 256, (id * 59) % 256, (id * 83) % 256]

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, checksum])
}

/** As PNG has it; Node.js has one of its own from 22.2 on. */
function crc32(bytes: Buffer): number {
  let crc = 0xff_ff_ff_ff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0)
  }

  return (crc ^ 0xff_ff_ff_ff) >>> 0
}
