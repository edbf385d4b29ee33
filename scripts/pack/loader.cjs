#!/usr/bin/env node
// Starts the product in the folder of a platform (scripts/pack.mjs), where it stands as bin/run.js: what V8 compiled at an
// earlier run is in code-cache beside it, and is taken from there. Whatever does not fit is left alone, and compiled as ever.
const {closeSync, fstatSync, openSync, readFileSync, readSync} = require('node:fs')
const {Module} = require('node:module')
const {dirname, join, relative, sep} = require('node:path')
const {Script} = require('node:vm')

const root = dirname(__dirname)
const dist = join(root, 'dist') + sep

/** What tells one executable from another at the cost of one read: sizes, places and stamps of all that is in it. */
function executableHead() {
  const file = openSync(process.execPath, 'r')
  try {
    const head = Buffer.alloc(4096)
    readSync(file, head, 0, head.length, 0)
    return `${process.version} ${process.platform} ${process.arch} ${fstatSync(file).size} ${head.latin1Slice()}`
  } finally {
    closeSync(file)
  }
}

/**
 * The cache file is everything twice, one copy behind the other, and only what is the same in both is believed: V8 crashes
 * on a byte that changed. To compare two buffers is cheaper than any sum that there is without loading a module of Node.js.
 * A copy is the length of its index (8 hexadecimal digits), the index as JSON, and the bytes that the index speaks of.
 */
class CodeCache {
  constructor(path) {
    this.file = openSync(path, 'r')
    this.half = fstatSync(this.file).size / 2
    const length = Number.parseInt(this.read(0, 8).latin1Slice(), 16)
    this.bytes = 8 + length
    const {executable, files} = JSON.parse(this.read(8, length).utf8Slice())
    if (executable !== executableHead()) throw new Error('It is of another Node.js.')
    this.files = files
  }

  /** What V8 made of the text of a file; undefined where it was of another text. */
  dataOf(path, text) {
    const entry = this.files[relative(dist, path).replaceAll(sep, '/')]
    if (!entry || entry.text !== text.length) return
    const bytes = this.read(this.bytes + entry.at, entry.text + entry.data)
    if (bytes.subarray(0, entry.text).equals(text)) return bytes.subarray(entry.text)
  }

  read(at, length) {
    const [bytes, again] = [at, this.half + at].map((place) => {
      const buffer = Buffer.allocUnsafeSlow(length)
      if (readSync(this.file, buffer, 0, length, place) !== length) throw new Error('It is cut off.')
      return buffer
    })
    if (!bytes.equals(again)) throw new Error('It is damaged.')
    return bytes
  }
}

/** Compiles what is beneath dist/ with what the cache has of it. */
function compileWith(cache) {
  const compileAsEver = Module._extensions['.js']
  Module._extensions['.js'] = (module, path) => {
    if (!path.startsWith(dist)) return compileAsEver(module, path)
    const text = readFileSync(path)
    const cachedData = dataOf(cache, path, text)
    if (!cachedData) return compileAsEver(module, path)
    const script = new Script(Module.wrap(text.utf8Slice()), {cachedData, filename: path})
    const require = Object.assign(module.require.bind(module), {
      cache: Module._cache,
      main: process.mainModule,
      resolve: (request, options) => Module._resolveFilename(request, module, false, options),
    })
    script.runInThisContext().call(module.exports, module.exports, require, module, path, dirname(path))
  }
}

function dataOf(cache, path, text) {
  try {
    return cache.dataOf(path, text)
  } catch {}
}

function start() {
  try {
    // Where a fault is in the sources (-v) can be told only of what Node.js compiled itself.
    if (!process.argv.some((word) => word === '-v' || word === '--verbose'))
      compileWith(new CodeCache(join(__dirname, 'code-cache')))
  } catch {
    // There is none, or none that fits.
  }

  require(join(__dirname, 'start.js'))
}

if (require.main === module) start()
else module.exports = {executableHead}
