import {invalidValue} from '../errors/index.js'

/**
 * The password of a URL as it goes out; empty where there is none. `label` names the URL as the user gave it. Throws "Invalid value"
 * where it or the user cannot be decoded: what sends to such a URL would fail over it.
 */
export function passwordOf(url: URL, label: string): string {
  try {
    decodeURIComponent(url.username)
    return decodeURIComponent(url.password)
  } catch {
    throw invalidValue(label, 'A % in the user or the password is written as %25.')
  }
}
