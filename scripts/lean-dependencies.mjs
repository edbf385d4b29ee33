// Start-up is the speed of this product, and most of it is code of dependencies that most runs never call. This
// esbuild plugin takes that code off the way, into files that are read when it is called, or leaves it out where no run
// of ours can reach it.
import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {dirname, join, sep} from 'node:path'
import {fileURLToPath} from 'node:url'

/** `lib/` of oclif. */
const OCLIF = join(dirname(createRequire(import.meta.url).resolve('@oclif/core/package.json')), 'lib')

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
  plugins: [
    'cli-spinners',
    'debug',
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
const LATE_BUILTINS = new Set(['node:fs/promises', 'node:v8'])
const LATE_FOR_OCLIF = new Set(['node:child_process', 'node:readline', ...LATE_BUILTINS])

/** Parts of got that need options which the HTTP client never sets: a cache, a DNS cache, HTTP/2. */
const UNREACHABLE = {
  'cacheable-lookup': 'export default class CacheableLookup {}',
  'cacheable-request': 'export default class CacheableRequest {}; export class CacheError extends Error {}',
  'http2-wrapper': 'export default {}',
}

/** Only tells oclif that the platform is called "wsl" and not "linux", at the price of reading /proc on every start. */
const NO_WSL = 'exports.isWsl = false; exports.powerShellPath = async () => "powershell.exe"'

/** `debug` builds colours and timers for every namespace, even when nobody asked for its lines. */
const DEBUG = `
  const silent = () => Object.assign(() => {}, {enabled: false, extend: silent})
  module.exports = process.env.DEBUG ? requireSeldom('plugins').default.debug() : silent
`

/** The start reads small files, and the promises of Node.js' file system are a larger one. */
const FILES = `
  const {readFileSync} = require('node:fs')
  exports.readFile = async (...args) => readFileSync(...args)
  for (const name of ['access', 'readdir', 'stat']) exports[name] = (...args) => require('node:fs/promises?real')[name](...args)
`

const TIMING = "Object.defineProperty(exports, 'performance', {get: () => require('node:perf_hooks?real').performance})"

/** Modules that oclif gets a simpler form of; others may need the real one. */
const OF_OCLIF = {debug: DEBUG, 'node:fs/promises': FILES, 'node:perf_hooks': TIMING, 'wsl-utils': NO_WSL}

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

/** Passages of dependencies that cost every run something, or are wrong, and what stands there instead. */
const PATCHES = {
  // Comparing as a language does costs more than all else that happens to the manifest; ids are plain ASCII.
  '@oclif/core/lib/config/plugin.js': [/a\.id\.localeCompare\(b\.id\)/, '(a.id < b.id ? -1 : 1)'],
  // A name without anything special in it is a name.
  '@oclif/core/lib/config/plugin-loader.js': [
    /\(0, minimatch_1\.minimatch\)\(p, w\)/,
    String.raw`(/[!()*+?[\]{|}\\]/.test(w) ? $& : p === w)`,
  ],
  // An import() would make a file of this stand-in.
  '@oclif/core/lib/util/os.js': [/await import\('wsl-utils'\)/g, "require('wsl-utils')"],
  // From Node.js 24 on, a request that could not connect also fails to end; got would take that for an error of its next attempt.
  'got/dist/source/core/index.js': [
    /this\._request\?\._writableState\?\.errored/,
    '(error && this._request?.destroyed) || $&',
  ],
  // A zlib stream begins with the method 8 (RFC 1950); the fourth bit of a raw one may be set as well.
  'decompress-response/index.js': [/\(data\[0\] & 0x08\) === 0/, '(data[0] & 0x0F) !== 8'],
  // got checks its options with it. What makes a list of words for an error takes longer to make than all of got to load.
  '@sindresorhus/is/distribution/index.js': [/new Intl\.ListFormat\(.*\)/g, '{format: (list) => $&.format(list)}'],
}

export const leanDependencies = {
  name: 'lean-dependencies',
  setup(build) {
    build.onResolve({filter: /^[.\w@][\w@/.:-]*(\?real)?$/}, async ({importer, kind, path, pluginData, resolveDir}) => {
      if (pluginData === 'real' || kind === 'entry-point') return
      const name = path.replace('?real', '')
      if (path !== name) return build.resolve(name, {importer, kind, pluginData: 'real', resolveDir})
      if (name in UNREACHABLE) return {namespace: 'lean', path: name}
      const fromOclif = importer.startsWith(OCLIF + sep)
      if (fromOclif && name in OF_OCLIF) return {namespace: 'lean', path: name}
      const late = fromOclif ? LATE_FOR_OCLIF : LATE_BUILTINS
      if (late.has(name) && (fromOclif || importer.startsWith(SOURCE + sep))) return {namespace: 'late', path: name}
      if (!fromOclif) return
      const seldom = seldomName(name, resolveDir)
      if (seldom && groupOf(seldom)) return {namespace: 'lean', path: seldom}
    })
    build.onResolve({filter: /^seldom:/}, ({path}) => ({namespace: 'seldom', path: path.slice('seldom:'.length)}))
    build.onLoad({filter: /.*/, namespace: 'lean'}, ({path}) => {
      const known = OF_OCLIF[path] ?? UNREACHABLE[path]
      if (known) return {contents: known, resolveDir: OCLIF}
      const isEsModule = path.startsWith('.') || path === 'ansis'
      return {contents: lazy(`requireSeldom('${groupOf(path)}').default['${path}']()`, isEsModule)}
    })
    build.onLoad({filter: /.*/, namespace: 'late'}, async ({path}) => {
      const functions = Object.entries(await import(path)).filter(([, value]) => typeof value === 'function')
      const late = functions.map(
        ([name]) => `export const ${name} = (...args) => require('${path}?real').${name}(...args)`,
      )
      return {contents: late.join('\n'), resolveDir: OCLIF}
    })
    build.onLoad({filter: /.*/, namespace: 'seldom'}, ({path: group}) => ({
      contents: `import '../../../../src/shared.ts'; export default {${SELDOM[group].map((name) => `'${name}': () => require('${name}?real')`)}}`,
      resolveDir: OCLIF,
    }))
    build.onLoad({filter: /\.js$/}, async ({path}) => {
      const [passage, instead] = PATCHES[path.split(`${sep}node_modules${sep}`).at(-1).replaceAll(sep, '/')] ?? []
      if (!passage) return
      const contents = await readFile(path, 'utf8')
      const patched = contents.replace(passage, instead)
      if (patched === contents) throw new Error(`${path} has nothing like ${passage} any more.`)
      return {contents: patched}
    })
  },
}
