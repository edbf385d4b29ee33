import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import {type AddressInfo, createServer, type Socket} from 'node:net'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'

import {temporaryFolder} from './omi.js'

export interface Gate {
  /** The variables for processes that are to wait at it. */
  readonly env: Record<string, string>
  /** Lets everybody through, whoever is there. */
  open(): void
}

/**
 * A gate before the config file's locks that opens once `count` processes are there: all of them then want the same at
 * once, which they do not where the first are done before the last have started. Behind it their clock stands still, so
 * that none loses patience: how long it takes is the affair of the machine.
 */
export async function gateFor(count: number): Promise<Gate> {
  const waiting: Socket[] = []
  let isOpen = false
  const open = () => {
    isOpen = true
    for (const socket of waiting.splice(0)) socket.destroy()
  }

  const server = createServer((socket) => {
    socket.on('error', () => {})
    waiting.push(socket)
    if (isOpen || waiting.length === count) open()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    open()
    server.close()
  })
  const preload = join(temporaryFolder(), 'gate.cjs')
  writeFileSync(preload, waitAt((server.address() as AddressInfo).port))
  return {env: {NODE_OPTIONS: `--require=${preload}`}, open}
}

/** Following the symbolic links to the file is the last thing before its lock. */
const waitAt = (port: number) => `
const files = require('node:fs/promises')
const {realpath} = files
const opened = () => new Promise((resolve) => {
  require('node:net').connect(${port}, '127.0.0.1').on('error', () => {}).on('close', resolve).resume()
})
const pass = async () => {
  await opened()
  const time = performance.now()
  performance.now = () => time
}
let passed
files.realpath = async (...args) => {
  passed ??= pass()
  await passed
  return realpath(...args)
}
`
