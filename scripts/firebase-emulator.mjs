// Firebase's own Auth emulator. It is installed beside the project's dependencies, because it brings seven hundred packages.
import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {dirname, join} from 'node:path'
import {createInterface} from 'node:readline'
import {fileURLToPath} from 'node:url'

const VERSION = '14'
export const PROJECT = 'demo-omi'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const installation = join(root, 'node_modules', '.cache', `firebase-tools-${VERSION}`)
const firebase = join(installation, 'node_modules', 'firebase-tools', 'lib', 'bin', 'firebase.js')
/** npm writes it last. */
const done = join(installation, 'node_modules', '.package-lock.json')

/** Installs it unless it is there. No package's script runs: they fetch and compile what signing in does not need. */
function install() {
  if (existsSync(done)) return
  console.log(`Installing firebase-tools ${VERSION} …`)
  mkdirSync(installation, {recursive: true})
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', '--loglevel=error']
  const {status} = spawnSync('npm', ['install', '--prefix', installation, ...options, `firebase-tools@${VERSION}`], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('firebase-tools could not be installed.')
}

/**
 * Starts the emulator, with everything that it writes in `folder`. Resolves once it accepts connections, to its
 * `HOST:PORT` and a function that ends it.
 */
export async function startEmulator(folder) {
  install()
  const [auth, hub, logging] = await freePorts(3)
  const host = '127.0.0.1'
  const emulators = {
    auth: {host, port: auth},
    hub: {host, port: hub},
    logging: {host, port: logging},
    ui: {enabled: false},
  }
  writeFileSync(join(folder, 'firebase.json'), JSON.stringify({emulators}))
  const child = spawn(process.execPath, [firebase, 'emulators:start', '--only', 'auth', '--project', PROJECT], {
    cwd: folder,
    env: {CI: 'true', HOME: folder, PATH: process.env.PATH},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  await ready(child)
  return {
    host: `${host}:${auth}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function ready(child) {
  const said = []
  child.stderr.on('data', (data) => said.push(String(data)))
  for await (const line of createInterface({input: child.stdout})) {
    said.push(`${line}\n`)
    if (line.includes('All emulators ready')) {
      child.stdout.resume()
      return
    }
  }

  throw new Error(`The Auth emulator did not start:\n${said.join('')}`)
}

/** Ports that nobody listens on now. */
async function freePorts(count) {
  const servers = Array.from({length: count}, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
