import {constants} from 'node:fs'
import {open, realpath} from 'node:fs/promises'
import {homedir, tmpdir} from 'node:os'
import {isAbsolute, sep} from 'node:path'

import {unexpectedResponse} from '../errors/index.js'
import {isObject} from '../json/is-object.js'

/** A picture of the screen. */
export interface Screenshot {
  readonly bytes: Buffer
  readonly mediaType: string
  /** Where the desktop keeps it, where it says so. */
  readonly path?: string
}

const PATHS = ['path', 'file_path', 'image_path', 'screenshot_path']
const TEXTS = ['image_base64', 'base64', 'data_base64', 'data']

/** The largest picture that is read, in bytes. */
const LARGEST = 64 * 1024 * 1024

/** How the formats of pictures begin, as latin1. */
const FORMATS: ReadonlyArray<readonly [mediaType: string, beginning: RegExp]> = [
  ['image/png', /^\u0089PNG\r\n/],
  ['image/jpeg', /^\u00FF\u00D8\u00FF/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/gif', /^GIF8[79]a/],
  ['image/tiff', /^(?:II\*\0|MM\0\*)/],
  ['image/bmp', /^BM[^]{4}\0{4}/],
  ['image/heic', /^[^]{4}ftyp(?:hei[cfmsx]|mif1|msf1|avif)/],
]

/**
 * The picture that get_screenshot answers with: base64, or the path of a file. What the desktop names is not read unquestioned: it has to be
 * a file in the user's home folder or that of temporary files, wherever links lead, and to be a picture. Throws "Unexpected response".
 */
export async function screenshotIn(result: unknown, home: string): Promise<Screenshot> {
  const encoded = firstText(result, TEXTS)
  if (encoded !== undefined) return pictureOf(decoded(encoded), 'The picture of Omi Desktop')
  const path = typeof result === 'string' ? result.trim() : firstText(result, PATHS)
  if (path === undefined)
    throw unexpectedResponse('Omi Desktop answered without a picture and without the path of one.')
  if (typeof result === 'string' && !isAbsolute(path)) {
    // Base64 of its own has neither separators nor dots of a path.
    if (/^[\d+/A-Za-z\s]+={0,2}$/.test(path) && path.length > 64)
      return pictureOf(decoded(path), 'The picture of Omi Desktop')
    throw notRead(path, 'it is no absolute path')
  }

  return {...(await pictureAt(path, home)), path}
}

function firstText(result: unknown, names: readonly string[]): string | undefined {
  if (!isObject(result)) return undefined
  return names.map((name) => result[name]).find((value) => typeof value === 'string' && value !== '') as
    string | undefined
}

function decoded(text: string): Buffer {
  const encoded = text.replace(/^\s*data:[^,]*,/, '').replaceAll(/\s/g, '')
  if (!/^[\d+/A-Z_a-z-]+={0,2}$/.test(encoded)) throw unexpectedResponse('The picture of Omi Desktop is not base64.')
  return Buffer.from(encoded, 'base64')
}

async function pictureAt(path: string, home: string): Promise<Screenshot> {
  if (!isAbsolute(path)) throw notRead(path, 'it is no absolute path')
  const real = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw notRead(path, `the system says ${error.code}`)
  })
  const roots = await Promise.all([home, homedir(), tmpdir(), '/tmp'].map((root) => realpath(root).catch(() => {})))
  if (!roots.some((root) => root !== undefined && root !== sep && real.startsWith(root + sep))) {
    throw notRead(path, 'it is neither in your home folder nor in that of temporary files')
  }

  // A pipe would be waited for before it can be told from a file; Windows has no such flag, and needs none.
  const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (error: NodeJS.ErrnoException) => {
      throw notRead(path, `the system says ${error.code}`)
    },
  )
  try {
    const facts = await file.stat()
    if (!facts.isFile()) throw notRead(path, 'it is no file')
    if (facts.size > LARGEST) throw notRead(path, `it has more than ${LARGEST / 1024 / 1024} MB`)
    // Of what is no picture no more than its beginning is looked at.
    const {buffer, bytesRead} = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0)
    if (!mediaTypeOf(buffer.subarray(0, bytesRead))) throw notRead(path, 'it is no picture')
    return pictureOf(await readAll(file, facts.size), path)
  } finally {
    await file.close()
  }
}

/** Enough to tell a picture by, in bytes. */
const BEGINNING = 16

async function readAll(file: Awaited<ReturnType<typeof open>>, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size)
  let at = 0
  while (at < size) {
    const {bytesRead} = await file.read(bytes, at, size - at, at)
    if (bytesRead === 0) break
    at += bytesRead
  }

  return bytes.subarray(0, at)
}

function pictureOf(bytes: Buffer, what: string): Screenshot {
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === undefined)
    throw unexpectedResponse(`${what} is no picture: neither PNG, JPEG, WebP, GIF, TIFF, BMP nor HEIC.`)
  return {bytes, mediaType}
}

function mediaTypeOf(bytes: Buffer): string | undefined {
  const beginning = bytes.subarray(0, BEGINNING).toString('latin1')
  return FORMATS.find(([, pattern]) => pattern.test(beginning))?.[0]
}

const notRead = (path: string, why: string) =>
  unexpectedResponse(`Omi Desktop names ${path} as the screenshot, which was not read: ${why}.`)
