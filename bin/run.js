#!/usr/bin/env node
const {dirname} = require('node:path')

// oclif would look for a TypeScript compiler for every linked plugin, on every run.
globalThis.oclif = {enableAutoTranspile: false}

const {main} = require('../dist/main.js')
main(process.argv.slice(2), dirname(__dirname)).then(() => {
  // What a plugin left open must not keep a run alive that is over, once its reader has all of it.
  // eslint-disable-next-line n/no-process-exit
  process.stdout.write('', () => setTimeout(() => process.exit(), 2000).unref())
})
