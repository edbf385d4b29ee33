#!/usr/bin/env node
const {dirname, isAbsolute, join} = require('node:path')

// From 22.1 on, Node.js keeps what it compiled for the next run. Only where the product keeps things already: a run on a
// fresh machine leaves nothing behind. Where the cache cannot be written or read, Node.js compiles as ever, and says nothing.
// In the folder of a platform the loader that required this (scripts/pack/loader.cjs) may have a better cache.
if (Number.parseInt(process.versions.node, 10) >= 22 && !require.main?.exports.hasCodeCache) {
  const home = process.env.HOME ?? process.env.USERPROFILE ?? ''
  const own = join(home, '.omi')
  if (isAbsolute(own) && require('node:fs').existsSync(own)) {
    require('node:module').enableCompileCache?.(join(own, 'cache', 'compiled'))
  }
}

// oclif would look for a TypeScript compiler for every linked plugin, on every run.
globalThis.oclif = {enableAutoTranspile: false}

// Where a fault is in the sources is of interest with -v only: reading the maps takes a quarter of a start.
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- stable in all but its name since Node.js 16
if (process.argv.includes('-v') || process.argv.includes('--verbose')) process.setSourceMapsEnabled(true)

const {main} = require('../dist/main.js')
main(process.argv.slice(2), dirname(__dirname)).then((lingers) => {
  // A run is over once its readers have all of it: Node.js would go on to close what it has open, and to clear its memory.
  // What a plugin left running has two seconds more, and none after an error.
  /* eslint-disable n/no-process-exit */
  const end = () => (process.exitCode || !lingers ? process.exit() : setTimeout(() => process.exit(), 2000).unref())
  // A stream tells of an error only after it has called back; what is said of it then goes out too.
  process.stdout.write('', () => setImmediate(() => process.stderr.write('', end)))
})
