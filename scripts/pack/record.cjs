// Writes the code cache of a folder (loader.cjs reads it), with the Node.js of that folder: node record.cjs PACKAGE FILE.
// What V8 compiled is taken after runs of what people run most, since only then it has the functions that are compiled when
// they are first called. OMI_API_BASE and OMI_API_KEY are those of a sandbox.
const {readdirSync, readFileSync, writeFileSync} = require('node:fs')
const {Module} = require('node:module')
const {dirname, join, sep} = require('node:path')
const {Script} = require('node:vm')

const {executableHead} = require('./loader.cjs')

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

const scripts = new Map()

function scriptOf(path) {
  const script = scripts.get(path) ?? new Script(Module.wrap(readFileSync(path, 'utf8')), {filename: path})
  scripts.set(path, script)
  return script
}

const compileAsEver = Module._extensions['.js']
Module._extensions['.js'] = (module, path) => {
  if (!path.startsWith(dist)) return compileAsEver(module, path)
  const require = module.require.bind(module)
  scriptOf(path).runInThisContext().call(module.exports, module.exports, require, module, path, dirname(path))
}

/** One copy of what is in the file. */
function copyOf(paths) {
  const pieces = []
  const files = {}
  let at = 0
  for (const path of paths) {
    const text = readFileSync(path)
    const data = scriptOf(path).createCachedData()
    files[path.slice(dist.length).replaceAll(sep, '/')] = {at, data: data.length, text: text.length}
    pieces.push(text, data)
    at += text.length + data.length
  }

  const index = Buffer.from(JSON.stringify({executable: executableHead(), files}))
  return Buffer.concat([Buffer.from(index.length.toString(16).padStart(8, '0')), index, ...pieces])
}

async function record() {
  globalThis.oclif = {enableAutoTranspile: false}
  const {main} = require(join(dist, 'main.js'))
  for (const line of LINES) {
    await main(line, root)
    if (process.exitCode) throw new Error(`omi ${line.join(' ')} ended with ${process.exitCode}.`)
  }

  const paths = readdirSync(dist, {recursive: true})
    .filter((name) => name.endsWith('.js'))
    .toSorted()
    .map((name) => join(dist, name))
  const copy = copyOf(paths)
  writeFileSync(output, Buffer.concat([copy, copy]))
}

record()
