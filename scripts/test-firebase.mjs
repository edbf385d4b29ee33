// Signs in, refreshes and is refused with Firebase's own Auth emulator, through the built CLI.
import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {randomUUID} from 'node:crypto'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {json, text} from 'node:stream/consumers'
import {fileURLToPath} from 'node:url'
import {parse} from 'toml'

import {startEmulator} from './firebase-emulator.mjs'

const OMI = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const CUSTOM_TOKEN_AUDIENCE =
  'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit'
const USER = 'user-of-the-test'

const folder = mkdtempSync(join(tmpdir(), 'omi-firebase-'))
const home = join(folder, 'home')
const emptyPath = join(folder, 'bin')
const configFile = join(home, '.omi', 'config.toml')
const readConfig = () => readFileSync(configFile, 'utf8')
const readProfile = () => parse(readConfig()).profiles.default

for (const made of [home, emptyPath]) mkdirSync(made)
const emulator = await startEmulator(folder)
const api = await startApi(emulator.host)
try {
  await signsIn()
  await refreshes()
  await isRefused()
} finally {
  api.server.closeAllConnections()
  api.server.close()
  await emulator.stop()
  rmSync(folder, {force: true, recursive: true})
}

async function signsIn() {
  const variables = {FIREBASE_AUTH_EMULATOR_HOST: emulator.host, OMI_API_BASE: api.base}
  // What the browser does that the CLI finds none of.
  const login = await omi(['auth', 'login', '--browser'], {act: fetch, variables})
  assert.equal(login.code, 0, login.stderr)
  const {api_key: apiKey, id_token: idToken} = readProfile()
  assert.equal(claimsOf(idToken).sub, USER)
  assert.equal(apiKey, api.keys.at(-1).key)
  console.log('✓ A custom token becomes a session of Firebase, and the session a developer key.')
}

async function refreshes() {
  // A refresh within the second of the sign-in would give the same token.
  writeFileSync(configFile, readConfig().replace(/^id_token = .*$/m, 'id_token = "old"'))
  const refresh = await omi(['--json', 'auth', 'refresh'])
  assert.equal(refresh.code, 0, refresh.stderr)
  const {id_token: idToken, id_token_expires_at: expiresAt} = readProfile()
  assert.equal(claimsOf(idToken).sub, USER)
  assert.deepEqual(JSON.parse(refresh.stdout), {profile: 'default', id_token_expires_at: expiresAt})
  const keys = await omi(['--json', 'key', 'list'])
  assert.equal(keys.code, 0, keys.stderr)
  console.log('✓ The session is refreshed at the emulator that it began at, and Firebase knows the new ID token.')
}

async function isRefused() {
  writeFileSync(configFile, readConfig().replace(/^refresh_token = .*$/m, 'refresh_token = "bogus"'))
  const before = readConfig()
  assert.deepEqual(await omi(['auth', 'refresh']), {
    code: 2,
    stderr: '✗ Firebase refresh failed (400)\n  Re-run `omi auth login --browser` to get fresh credentials.\n',
    stdout: '',
  })
  assert.equal(readConfig(), before)
  console.log('✓ A bogus refresh token is refused, and nothing is changed.')
}

/** Runs the CLI to its end; `act` gets the URL that it prints alone on a line. */
async function omi(args, {act, variables} = {}) {
  const child = spawn(process.execPath, [OMI, ...args], {env: {HOME: home, PATH: emptyPath, ...variables}})
  child.stdin.end()
  let stderr = ''
  let acted
  child.stderr.setEncoding('utf8').on('data', (data) => {
    stderr += data
    const [, url] = stderr.match(/^ {2}(http\S+)\n/m) ?? []
    if (url) acted ??= act(url)
  })
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  await acted
  return {code, stderr, stdout}
}

/** What a sign-in needs of the API. An ID token is taken when Firebase knows whose it is. */
async function startApi(emulatorHost) {
  const keys = []
  const server = createServer(async (request, response) => {
    const {pathname, searchParams} = new URL(request.url, 'http://localhost')
    const answer = (status, document) => {
      response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(document))
    }

    switch (pathname) {
      case '/v1/auth/authorize': {
        const callback = new URL(searchParams.get('redirect_uri'))
        callback.searchParams.set('code', 'a-code')
        callback.searchParams.set('state', searchParams.get('state'))
        response.writeHead(307, {location: callback.href}).end()

        break
      }

      case '/v1/auth/token': {
        answer(200, {custom_token: unsignedJwt({aud: CUSTOM_TOKEN_AUDIENCE, uid: USER})})

        break
      }

      case '/v1/dev/keys': {
        const idToken = request.headers.authorization?.replace('Bearer ', '')
        if ((await userOf(idToken, emulatorHost)) !== USER) return answer(401, {detail: 'Invalid authorization token'})
        if (request.method === 'GET')
          return answer(
            200,
            keys.map(({key: _, ...metadata}) => metadata),
          )
        const {name, scopes} = await json(request)
        const secret = randomUUID().replaceAll('-', '')
        const created = {id: randomUUID(), name, key_prefix: 'omi_dev_', created_at: new Date().toISOString(), scopes}
        keys.push({...created, key: `omi_dev_${secret}`})
        answer(200, keys.at(-1))

        break
      }

      default: {
        answer(404, {detail: 'Not Found'})
      }
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {base: `http://127.0.0.1:${server.address().port}`, keys, server}
}

async function userOf(idToken, emulatorHost) {
  const response = await fetch(`http://${emulatorHost}/identitytoolkit.googleapis.com/v1/accounts:lookup?key=any`, {
    body: JSON.stringify({idToken}),
    headers: {'content-type': 'application/json'},
    method: 'POST',
  })
  const {users} = await response.json()
  return users?.[0]?.localId
}

function unsignedJwt(claims) {
  const [header, payload] = [{alg: 'none', typ: 'JWT'}, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return `${header}.${payload}.`
}

function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
}
