// Start-up is the speed of this product, and most of it is code of dependencies that most runs never call. This plugin
// of the bundler takes that code off the way, into files that are read when it is called, or leaves it out where no run
// of ours can reach it.
import {createRequire} from 'node:module'
import {dirname, join, sep} from 'node:path'
import {fileURLToPath} from 'node:url'

import {exportsOf, hasMember, membersUsed} from './stand-in-members.mjs'

/** `lib/` of oclif. */
const OCLIF = join(dirname(createRequire(import.meta.url).resolve('@oclif/core/package.json')), 'lib')

const folderOf = (name) => `${sep}node_modules${sep}${name}${sep}`

/** got, and what it decompresses answers with. */
const GOT = ['got', 'decompress-response'].map((name) => folderOf(name))

/** The engine of the mirror where Node.js has none. */
const SQLITE = folderOf('node-sqlite3-wasm')

const SOURCE = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src')

/**
 * What oclif imports at the start and a run seldom calls: packages, modules of its own (from `lib/` on) and of Node.js.
 * Each group is one file, which is read at the first access to a member of one of its modules.
 */
const SELDOM = {
  help: [
    'ansis',
    'clean-stack',
    'ejs',
    'indent-string',
    'string-width',
    'supports-color',
    'widest-line',
    'wrap-ansi',
    './errors/errors/pretty-print',
    './help/index',
    './ux/list',
  ],
  // Made at the start where DEBUG is set, when there is no more of the shared chunk than what comes before it.
  debug: ['debug'],
  plugins: [
    'cli-spinners',
    'lilconfig',
    'minimatch',
    'tinyglobby',
    './errors/handle',
    './util/cache-command',
    './util/read-tsconfig',
    './ux/action/spinner',
  ],
}

export const SELDOM_FILES = Object.keys(SELDOM)

/**
 * Modules of Node.js that few runs need and that are not part of its start: loaded when a function of theirs is called. Of
 * their functions no more is there than that they can be called, so a module belongs here only where that is enough.
 */
const LATE_BUILTINS = new Set(['node:fs/promises', 'node:v8', 'node:zlib'])
const LATE_FOR_OCLIF = new Set(['node:child_process', 'node:readline', ...LATE_BUILTINS])
const LATE_FOR_GOT = new Set(['node:timers/promises', 'node:tls'])

/**
 * Parts of got that need options which the HTTP client never sets: a cache, a DNS cache, HTTP/2. And what the SDK of the Model
 * Context Protocol would check schemas with, which is handed another one.
 */
const UNREACHABLE = {
  '@modelcontextprotocol/server/_shims':
    "export {default as process} from 'node:process'; export class DefaultJsonSchemaValidator {}",
  'cacheable-lookup': 'export default class CacheableLookup {}',
  'cacheable-request': 'export default class CacheableRequest {}; export class CacheError extends Error {}',
  'http2-wrapper': 'export default {auto: undefined, globalAgent: undefined}',
}

/** Only tells oclif that the platform is called "wsl" and not "linux", at the price of reading /proc on every start. */
const NO_WSL = 'exports.isWsl = false; exports.powerShellPath = async () => "powershell.exe"'

/** `debug` builds colours and timers for every namespace, even when nobody asked for its lines. */
const DEBUG = `
  const silent = () => Object.assign(() => {}, {enabled: false, extend: silent})
  module.exports = process.env.DEBUG ? require('./seldom-debug.js').default.debug() : silent
`

/** The start reads small files, and the promises of Node.js' file system are a larger one. */
const FILES = `
  const {readFileSync} = require('node:fs')
  exports.readFile = async (...args) => readFileSync(...args)
  for (const name of ['access', 'readdir', 'stat']) exports[name] = (...args) => require('node:fs/promises')[name](...args)
`

/** Only what measures the start of oclif itself, which nobody asks for. */
const TIMING = `
  for (const name of ['performance', 'PerformanceObserver'])
    Object.defineProperty(exports, name, {get: () => require('node:perf_hooks')[name]})
`

/** Modules that oclif gets a simpler form of; others may need the real one. */
const OF_OCLIF = {debug: DEBUG, 'node:fs/promises': FILES, 'node:perf_hooks': TIMING, 'wsl-utils': NO_WSL}

/** Most answers are short and come as they are. */
const OF_GOT = {
  'node:zlib': `export default {${['BrotliDecompress', 'InflateRaw', 'Unzip', 'ZstdDecompress']
    .map((name) => `create${name}: () => require('node:zlib').create${name}()`)
    .join(', ')}}`,
}

/** What SQLite asks for at random keeps no secret: names of temporary files, the mark of a log. The module takes longer than a search does in the engine. */
const OF_SQLITE = {
  'node:crypto': `exports.randomFillSync = (bytes) => {
    for (const index of bytes.keys()) bytes[index] = Math.random() * 256
  }`,
}

/** Stands in for a module until a member of it is asked for; `expression` then gives the real one. */
const lazy = (expression, isEsModule) => `
  let real
  const load = () => (real ??= ${expression})
  module.exports = new Proxy(function () {}, {
    apply: (_, self, args) => load().apply(self, args),
    get: (_, key) => (key === '__esModule' ? ${isEsModule} : load()[key]),
  })
`

/** The name of a module in SELDOM, for a request from a module of oclif. */
function seldomName(path, resolveDir) {
  if (!path.startsWith('.')) return path
  const file = join(resolveDir, path)
  if (!file.startsWith(OCLIF + sep)) return
  const name = `.${file.slice(OCLIF.length).replaceAll(sep, '/').replace(/\.js$/, '')}`
  return name === './help' ? './help/index' : name
}

const groupOf = (name) => Object.keys(SELDOM).find((group) => SELDOM[group].includes(name))

/** The code of a module of ours; `kind` says which one, `name` what it is or stands for. */
const CONTENTS = {
  /** Stands in for a module of Node.js until a function of it is called. */
  async late(name) {
    const functions = Object.entries(await import(name)).filter(([, value]) => typeof value === 'function')
    return functions
      .map(([member]) => `export const ${member} = (...args) => require('${name}').${member}(...args)`)
      .join('\n')
  },
  lazy: (name) =>
    lazy(`require('./seldom-${groupOf(name)}.js').default['${name}']()`, name.startsWith('.') || name === 'ansis'),
  lean: (name) => OF_OCLIF[name] ?? OF_GOT[name] ?? OF_SQLITE[name] ?? UNREACHABLE[name],
  seldom: (group) => `export default {${SELDOM[group].map((name) => `'${name}': () => require('${name}')`)}}`,
}

/** `[kind, name]` of a module of ours, from its id. */
const ownModule = (id) => id.match(/^(late|lazy|lean|seldom):(.*)$/)?.slice(1)

/** The id of what takes the place of a module, where something does. */
function insteadOf(name, importer) {
  if (name in UNREACHABLE) return `lean:${name}`
  const fromOclif = importer.startsWith(OCLIF + sep)
  if (fromOclif && name in OF_OCLIF) return `lean:${name}`
  const fromGot = GOT.some((folder) => importer.includes(folder))
  if (fromGot && name in OF_GOT) return `lean:${name}`
  if (importer.includes(SQLITE) && name in OF_SQLITE) return `lean:${name}`
  const late = fromOclif ? LATE_FOR_OCLIF : fromGot ? LATE_FOR_GOT : LATE_BUILTINS
  if (late.has(name) && (fromOclif || fromGot || importer.startsWith(SOURCE + sep))) return `late:${name}`
  const seldom = fromOclif && seldomName(name, dirname(importer))
  if (seldom && groupOf(seldom)) return `lazy:${seldom}`
}

/** A plugin for one run of the bundler. The build fails where a module uses a member that its stand-in does not have. */
export function leanDependencies() {
  const uses = []
  return {
    name: 'lean-dependencies',
    resolveId(request, importer, {kind}) {
      if (ownModule(request)) return request
      if (!importer) return
      if (ownModule(importer)) {
        // A file of its own, beside the one that the stand-in is in (see SELDOM_FILES).
        if (request.startsWith('./seldom-')) return {external: 'absolute', id: request}
        return this.resolve(request, join(OCLIF, 'index.js'), {kind, skipSelf: true})
      }

      const id = insteadOf(request, importer)
      if (/^(late|lean):/.test(id)) uses.push({id, importer, request})
      return id
    },
    async load(id) {
      const [kind, name] = ownModule(id) ?? []
      return kind && {code: await CONTENTS[kind](name), moduleType: 'js'}
    },
    async buildEnd(error) {
      if (error) return
      for (const {id, importer, request} of uses) {
        const exported = await exportsOf(this.getModuleInfo(id).code)
        const lacking = membersUsed(this.getModuleInfo(importer).code, request).find(
          (path) => !hasMember(exported, path),
        )
        if (lacking) throw new Error(`The stand-in for ${request} lacks ${lacking.join('.')}, which ${importer} uses.`)
      }
    },
  }
}
