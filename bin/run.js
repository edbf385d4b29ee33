#!/usr/bin/env node
import {fileURLToPath} from 'node:url'

// oclif would look for a TypeScript compiler for every linked plugin, on every run.
globalThis.oclif = {enableAutoTranspile: false}

const {main} = await import('../dist/main.js')
await main(process.argv.slice(2), fileURLToPath(new URL('..', import.meta.url)))

// What a plugin left open must not keep a run alive that is over, once its reader has all of it.
// eslint-disable-next-line n/no-process-exit
process.stdout.write('', () => setTimeout(() => process.exit(), 2000).unref())
