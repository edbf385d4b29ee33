import {loadJq} from 'jq-wasm'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {parentPort, workerData} from 'node:worker_threads'

import {type JqOutcome} from './jq-filter.js'

/**
 * jq in a thread of its own, which can be ended in the middle of a filter. It runs the filter over each text that is sent to it.
 * jq has no files, no network and none of the environment in here: what it takes for those is made up in memory.
 */

const filter = String(workerData)
// eslint-disable-next-line unicorn/prefer-top-level-await -- it is bundled as CommonJS, which has none
const loading = load()

parentPort?.on('message', async (text: string) => {
  parentPort?.postMessage(await run(text))
})

/** The build puts jq itself beside this file. */
async function load() {
  return loadJq({wasmBinary: await readFile(join(import.meta.dirname, 'jq.wasm'))})
}

async function run(text: string): Promise<JqOutcome> {
  const jq = await loading
  try {
    // A filter may begin with a dash.
    return jq.raw(text, filter, ['-c', '--'])
  } catch {
    // It throws where its memory or its stack is full, and there is no going on with it.
    return {exitCode: -1, stderr: '', stdout: ''}
  }
}
