/** Whether a URL's host name is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** What a server on this machine has to take, in bytes: a browser sends it all cookies of 127.0.0.1, whichever port they are from. */
export const LARGEST_HEADER = 256 * 1024
