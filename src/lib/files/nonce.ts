/**
 * So many hexadecimal digits for a name that no other process and no later one has. It need not be hard to guess: what it names is made with
 * `wx`, in a folder of the user's. So it does not wait for `node:crypto` to load.
 */
export const nonce = (digits: number): string =>
  Array.from({length: digits}, () => Math.floor(Math.random() * 16).toString(16)).join('')
