// Start-up is the speed of this product, and most of it is code of dependencies that most runs never call. This
// esbuild plugin leaves that code in the bundle but off the way, or out where no run of ours can reach it.

/** Modules of oclif that a run seldom calls: loaded at the first access to a member. */
const LAZY = new Set([
  'ansis',
  'clean-stack',
  'cli-spinners',
  'ejs',
  'indent-string',
  'lilconfig',
  'minimatch',
  'string-width',
  'tinyglobby',
  'widest-line',
  'wrap-ansi',
])

/** Parts of got that need options which the HTTP client never sets: a cache, a DNS cache, HTTP/2. */
const UNREACHABLE = {
  'cacheable-lookup': 'export default class CacheableLookup {}',
  'cacheable-request': 'export default class CacheableRequest {}; export class CacheError extends Error {}',
  'http2-wrapper': 'export default {}',
}

/** Only tells oclif that the platform is called "wsl" and not "linux", at the price of reading /proc on every start. */
const NO_WSL = 'export const isWsl = false; export const powerShellPath = async () => "powershell.exe"'

/** `debug` builds colours and timers for every namespace, even when nobody asked for its lines. */
const DEBUG = `
  const silent = () => Object.assign(() => {}, {enabled: false, extend: silent})
  module.exports = process.env.DEBUG ? require('debug?real') : silent
`

const lazy = (name) => `
  let real
  const load = () => (real ??= require('${name}?real'))
  module.exports = new Proxy(function () {}, {
    apply: (_, self, args) => load().apply(self, args),
    get: (_, key) => (key === '__esModule' ? ${name === 'ansis'} : load()[key]),
  })
`

/** Modules that oclif gets a simpler form of; others may need the real one. */
const OF_OCLIF = {debug: DEBUG, 'wsl-utils': NO_WSL}

export const leanDependencies = {
  name: 'lean-dependencies',
  setup(build) {
    build.onResolve({filter: /^[\w@][\w@/.-]*(\?real)?$/}, async ({importer, kind, path, pluginData, resolveDir}) => {
      if (pluginData === 'real') return
      const name = path.replace('?real', '')
      if (path !== name) return build.resolve(name, {importer, kind, pluginData: 'real', resolveDir})
      const fromOclif = importer.includes('/@oclif/core/')
      if ((fromOclif && (LAZY.has(name) || name in OF_OCLIF)) || name in UNREACHABLE) {
        return {namespace: 'lean', path: name, pluginData: {resolveDir}}
      }
    })
    build.onLoad({filter: /.*/, namespace: 'lean'}, ({path, pluginData}) => ({
      contents: UNREACHABLE[path] ?? OF_OCLIF[path] ?? lazy(path),
      resolveDir: pluginData.resolveDir,
    }))
  },
}
