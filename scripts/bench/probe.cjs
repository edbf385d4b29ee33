// Loaded into a run with --require, this tells what the run did, in a JSON file that PROBE_REPORT names: the files it
// opened, the modules it loaded, its peak memory, and when it passed which stage. A run without it pays nothing for it.
const diagnostics = require('node:diagnostics_channel')
const fs = require('node:fs')
const Module = require('node:module')
const {sep} = require('node:path')

const {readFileSync, writeFileSync} = fs
const builtinsBefore = new Set(process.moduleLoadList)
const opened = []
/** Milliseconds since the start of the process. */
const marks = {}
const mark = (name) => {
  marks[name] ??= process.uptime() * 1000
}

mark('probe')

/** Notes the path that each call of these functions is given. What Node.js itself reads goes through fs too. */
const watch = (target, names) => {
  for (const name of names) {
    const real = target[name]
    target[name] = function (path, ...rest) {
      if (typeof path !== 'number') opened.push(path instanceof URL ? path.pathname : String(path))
      return real.call(this, path, ...rest)
    }
  }
}

/** Kilobytes. What resourceUsage tells can be the peak of the process that this one was forked from. */
const peakMemory = () => {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}

watch(fs, ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream'])

const load = Module._load
Module._load = function (request, ...rest) {
  const isOurs = request.startsWith('.') || request.includes(sep)
  if (isOurs && request.includes(`${sep}dist${sep}commands${sep}`)) mark('config')
  const first = request === 'node:fs/promises' && !process.moduleLoadList.includes('NativeModule fs/promises')
  const loaded = load.call(this, request, ...rest)
  if (first) watch(loaded, ['open', 'readFile'])
  if (isOurs && request.endsWith('/dispatch.js')) mark('imports')
  return loaded
}

diagnostics.subscribe('http.client.request.start', () => mark('request'))
diagnostics.subscribe('http.client.response.finish', () => mark('answer'))

process.on('exit', () => {
  mark('exit')
  const builtins = process.moduleLoadList.filter((name) => name.startsWith('NativeModule') && !builtinsBefore.has(name))
  const report = {
    builtins: builtins.map((name) => name.slice('NativeModule '.length)),
    marks,
    modules: Object.keys(require.cache).filter((path) => path !== __filename),
    opened,
    peak: peakMemory(),
  }
  writeFileSync(process.env.PROBE_REPORT, JSON.stringify(report))
})
