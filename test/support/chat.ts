import {type ServerResponse} from 'node:http'
import {text} from 'node:stream/consumers'

import {sandboxForTest, serverForTest} from './server.js'
import {homeWithConfig} from './session-home.js'

/** The home folder of somebody who signed in with a browser. */
export const homeAt = (apiBase: string, idToken = 'an ID token') =>
  homeWithConfig(`[profiles.default]\napi_base = "${apiBase}"\nauth_method = "oauth"\nid_token = "${idToken}"\n`)

/** The sample account, with faults, and the home folder of its owner. */
export async function account(...faults: string[]) {
  const sandbox = await sandboxForTest({faults, seedData: true})
  return {home: homeAt(sandbox.apiBase, sandbox.idToken), requests: sandbox.requests}
}

/** A server of the test's own that answers a message with what `answer` writes, and counts what it gets. */
export async function answering(answer: (response: ServerResponse) => void) {
  const bodies: string[] = []
  const apiBase = await serverForTest(async (request, response) => {
    bodies.push(await text(request))
    response.writeHead(200, {'content-type': 'text/event-stream'})
    answer(response)
  })
  return {bodies, home: homeAt(apiBase)}
}

/** As a server sends them. */
export const lines = (...all: string[]) => all.map((line) => `${line}\n\n`).join('')

/** The line that ends an answer with this text. */
export const done = (answer: string) =>
  `done: ${Buffer.from(JSON.stringify({id: 'm1', created_at: '2026-11-25T16:40:00Z', sender: 'ai', text: answer, type: 'text'})).toString('base64')}`

/** Which the sample account has something about. */
export const BUDGET = 'What did we decide about the budget?'
/** The line of an error that leaves it open. */
export const SAVED = '  It may have been saved: see omi chat --history.\n'
