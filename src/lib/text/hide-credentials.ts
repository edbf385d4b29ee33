import {inspect} from 'node:util'

/**
 * Developer and MCP keys of Omi, and JSON Web Tokens (three base64url parts, the first of which begins with `{"`).
 * They may stand in the middle of a word: `-komi_dev_…`, `%20omi_dev_…`.
 */
const CREDENTIALS = /omi_(?:dev|mcp)_[\u0021-\u007E]{4,}|eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g

/** A text with fewer characters may be a part of any word, and guards nothing. */
const SHORTEST_SECRET = 8

const SECRETS: unique symbol = Symbol.for('omi.secrets') as never

/** The secrets that this process has met; main.js and the rest of the product are bundles of their own, with one set of them. */
const holder = globalThis as {[SECRETS]?: Set<string>}
holder[SECRETS] ??= new Set()
const known = holder[SECRETS]

/** From now on this text is hidden as a credential is, whatever it looks like, and however it is written. */
export function rememberSecret(secret: string | undefined): void {
  const text = secret?.trim() ?? ''
  if (text.length < SHORTEST_SECRET || known.has(text)) return
  // As it stands in URLs and forms, in JSON, and in what Node.js prints of an object.
  const inForm = new URLSearchParams({'': text}).toString().slice(1)
  const [inJson, inObject] = [JSON.stringify(text), inspect(text)].map((quoted) => quoted.slice(1, -1))
  for (const form of [text, encodeURIComponent(text), inForm, inJson, inObject]) known.add(form ?? text)
}

/** `text` with `KEY` in place of every secret that was met, and of anything that is shaped like a credential, so that it can be shown. */
export function hideCredentials(text: string): string {
  let hidden = text
  // The longest first, as one may be a part of another.
  if (known.size > 0) {
    for (const secret of [...known].sort((a, b) => b.length - a.length)) hidden = hidden.replaceAll(secret, 'KEY')
  }

  return hidden.replaceAll(CREDENTIALS, 'KEY')
}

/** The variables that are credentials, whatever is in them. */
const SECRET_VARIABLES = new Set(['OMI_API_KEY', 'OMI_LOCAL_TOKEN'])

/** Whether a variable holds a credential: those that are one, and whatever has one in it. */
export const holdsCredential = (name: string, value: string): boolean =>
  SECRET_VARIABLES.has(name.toUpperCase()) || hideCredentials(value) !== value

/** The same variables without those that hold a credential. */
export const withoutCredentials = (variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(variables).filter(([name, value = '']) => !holdsCredential(name, value)))

let runs = 0
let before: readonly string[] = []

/**
 * Calls `run`, and forgets the secrets that were met in it once no such run is left: a key of one account may be a word of
 * another's. Runs side by side hide each other's.
 */
export async function withOwnSecrets<Value>(run: () => Promise<Value>): Promise<Value> {
  if (runs === 0) before = [...known]
  runs += 1
  try {
    return await run()
  } finally {
    runs -= 1
    if (runs === 0) {
      known.clear()
      for (const secret of before) known.add(secret)
    }
  }
}
