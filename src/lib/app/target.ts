import {invalidValue} from '../errors/index.js'
import {rememberSecret} from '../text/hide-credentials.js'
import {passwordOf} from '../text/url-credentials.js'
import {isOfThisMachine, isPublic} from './addresses.js'

/** All addresses of a host; rejects with the system's error where it has none. */
export type Resolve = (host: string) => Promise<string[]>

/** What Omi makes of where an app is. */
export interface Target {
  /** Of `local`, that it is this machine, which is what apps are developed on; `refused` is one that Omi sends nothing to. */
  readonly kind: 'local' | 'public' | 'refused'
  /** In words. */
  readonly why: string
}

/** The URL of an app; `label` names it as the user gave it. Throws "Invalid value" for anything but http and https. */
export function targetUrl(text: string, label: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw invalidValue(label, 'Expected an http or https URL, such as http://127.0.0.1:8787/webhook.')
  }

  rememberSecret(passwordOf(url, label))
  url.hash = ''
  return url
}

/** Looks at what the host of a URL resolves to: every address has to be public. */
export async function inspectTarget(url: URL, resolve: Resolve = resolveHost): Promise<Target> {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  let addresses: string[]
  try {
    addresses = await resolve(host)
  } catch (error) {
    const {code = 'no answer'} = error as NodeJS.ErrnoException
    return {kind: 'refused', why: `${host} has no address (${code})`}
  }

  const found = [...new Set(addresses)]
  const named = found.length === 1 && found[0] === host ? host : `${host} resolves to ${found.join(', ')}`
  if (found.length === 0) return {kind: 'refused', why: `${host} has no address`}
  if (found.every((address) => isOfThisMachine(address))) {
    return {kind: 'local', why: `${named}, this machine: for development; Omi itself reaches public addresses only`}
  }

  const others = found.filter((address) => !isPublic(address))
  if (others.length === 0) return {kind: 'public', why: named}
  const which = found.length === 1 ? 'which is' : `of which ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'}`
  return {kind: 'refused', why: `${named}, ${which} not public: Omi would send nothing there`}
}

async function resolveHost(host: string): Promise<string[]> {
  const {lookup} = await import('node:dns/promises')
  return (await lookup(host, {all: true})).map(({address}) => address)
}
