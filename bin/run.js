#!/usr/bin/env node
import {fileURLToPath} from 'node:url'

// oclif would look for a TypeScript compiler for every linked plugin, on every run.
globalThis.oclif = {enableAutoTranspile: false}

const {main} = await import('../dist/main.js')
await main(process.argv.slice(2), fileURLToPath(new URL('..', import.meta.url)))
