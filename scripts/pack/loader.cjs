#!/usr/bin/env node
// Starts the product in the folder of a platform (scripts/pack.mjs), where it stands as bin/run.js: what V8 compiled at an
// earlier run is in code-cache beside it, and is taken from there. Whatever does not fit is left alone, and compiled as ever.
const {closeSync, fstatSync, openSync, readFileSync, readSync} = require('node:fs')
const {Module} = require('node:module')
const {dirname, join, sep} = require('node:path')
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- the Node.js of the folder has it
const {constants, Script} = require('node:vm')

const dist = join(dirname(__dirname), 'dist') + sep

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

/** A file of the product, as V8 compiles it. */
const scriptOf = (path, text, cachedData) =>
  new Script(Module.wrap(text.utf8Slice()), {
    cachedData,
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })

/**
 * The index of the cache and what V8 made are in the file twice, one copy behind the other, and only what is the same in both is
 * believed: V8 crashes on a byte that changed. To compare two buffers is cheaper than any sum that there is without loading a module
 * of Node.js. A text is there once, since it is compared with the file that it was. The file begins with the length of the index (8
 * hexadecimal digits). The index is the head of the executable, and a line for each file: its name below dist/, where its text
 * begins behind the indexes, and how long the text is and what V8 made of it, which follows the text.
 */
class CodeCache {
  constructor(path) {
    this.file = openSync(path, 'r')
    const length = Number.parseInt(this.read(0, 8).latin1Slice(), 16)
    const index = this.readTwice(8, length).latin1Slice()
    const head = executableHead()
    if (!index.startsWith(head)) throw new Error('It is of another Node.js.')
    this.lines = index.slice(head.length)
    this.begin = 8 + 2 * length
  }

  /** What V8 made of the text of a file; undefined where it was of another text. Throws where the cache is damaged. */
  dataOf(name, text) {
    const line = `\n${name}\t`
    const start = this.lines.indexOf(line)
    if (start === -1) return
    const numbers = start + line.length
    const [at, length, data] = this.lines.slice(numbers, this.lines.indexOf('\n', numbers)).split(' ').map(Number)
    if (length !== text.length || !this.read(this.begin + at, length).equals(text)) return
    return this.readTwice(this.begin + at + length, data)
  }

  read(at, length) {
    const buffer = Buffer.allocUnsafeSlow(length)
    if (readSync(this.file, buffer, 0, length, at) !== length) throw new Error('It is cut off.')
    return buffer
  }

  readTwice(at, length) {
    const bytes = this.read(at, length)
    if (!bytes.equals(this.read(at + length, length))) throw new Error('It is damaged.')
    return bytes
  }
}

/** Compiles what is beneath dist/ with what the cache has of it. */
function compileWith(cache) {
  const compileAsEver = Module._extensions['.js']
  Module._extensions['.js'] = (module, path) => {
    const script = path.startsWith(dist) && cachedScript(cache, path)
    if (!script) return compileAsEver(module, path)
    const require = Object.assign(module.require.bind(module), {
      cache: Module._cache,
      main: process.mainModule,
      resolve: (request, options) => Module._resolveFilename(request, module, false, options),
    })
    script.runInThisContext().call(module.exports, module.exports, require, module, path, dirname(path))
  }
}

function cachedScript(cache, path) {
  try {
    const text = readFileSync(path)
    const data = cache.dataOf(path.slice(dist.length), text)
    return data && scriptOf(path, text, data)
  } catch {}
}

function start() {
  try {
    // Where a fault is in the sources (-v) can be told only of what Node.js compiled itself.
    if (!process.argv.some((word) => word === '-v' || word === '--verbose')) {
      compileWith(new CodeCache(join(__dirname, 'code-cache')))
      // Node.js has nothing to keep (start.js).
      module.exports.hasCodeCache = true
    }
  } catch {
    // There is none, or none that fits.
  }

  require(join(__dirname, 'start.js'))
}

if (require.main === module) start()
else module.exports = {executableHead, scriptOf}
