// Writes the code cache of a folder (loader.cjs reads it), with the Node.js of that folder: node record.cjs PACKAGE FILE.
// What V8 compiled is taken after runs of what people run most, since only then it has the functions that are compiled when
// they are first called. OMI_API_BASE and OMI_API_KEY are those of a sandbox.
const {readdirSync, readFileSync, writeFileSync} = require('node:fs')
const {Module} = require('node:module')
const {dirname, join, sep} = require('node:path')

const {executableHead, scriptOf} = require('./loader.cjs')

const [root, output] = process.argv.slice(2)
const dist = join(root, 'dist') + sep

/** Each is run until it is over; what it prints is of no interest. */
const LINES = [
  ['--version'],
  ['config', 'path'],
  ['--help'],
  ['memory', '--help'],
  ['memory', 'list', '--help'],
  ['--json', 'memory', 'list'],
  ['memory', 'list'],
]

const names = readdirSync(dist, {recursive: true}).filter((name) => name.endsWith('.js'))
const texts = new Map(names.toSorted().map((name) => [dist + name, readFileSync(dist + name)]))
const scripts = new Map([...texts].map(([path, text]) => [path, scriptOf(path, text)]))

const compileAsEver = Module._extensions['.js']
Module._extensions['.js'] = (module, path) => {
  const script = scripts.get(path)
  if (!script) return compileAsEver(module, path)
  const require = module.require.bind(module)
  script.runInThisContext().call(module.exports, module.exports, require, module, path, dirname(path))
}

function write() {
  const pieces = []
  let index = executableHead()
  let at = 0
  for (const [path, text] of texts) {
    const data = scripts.get(path).createCachedData()
    index += `\n${path.slice(dist.length)}\t${at} ${text.length} ${data.length}`
    at += text.length + 2 * data.length
    pieces.push(text, data, data)
  }

  const indexBytes = Buffer.from(`${index}\n`, 'latin1')
  const length = indexBytes.length.toString(16).padStart(8, '0')
  writeFileSync(output, Buffer.concat([Buffer.from(length), indexBytes, indexBytes, ...pieces]))
}

async function record() {
  globalThis.oclif = {enableAutoTranspile: false}
  const {main} = require(`${dist}main.js`)
  for (const line of LINES) {
    await main(line, root)
    if (process.exitCode) throw new Error(`omi ${line.join(' ')} ended with ${process.exitCode}.`)
  }

  write()
}

record()
