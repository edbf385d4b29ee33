import {type ApiRequest} from './request.js'

/**
 * What a request is about, for somebody who waits for its answer: `Reading` `memories from api.omi.me`. Paths of the API name
 * what they are about; of others it is told only where they go.
 */
export function requestInWords(
  {method, path, readOnly}: Pick<ApiRequest, 'method' | 'path' | 'readOnly'>,
  host: string,
) {
  const [, noun] = /^\/v1\/dev\/(?:user\/)?([a-z-]+)/.exec(path) ?? []
  if (noun === undefined) return {doing: 'Waiting for', what: host}
  if (noun === 'ask') return {doing: 'Waiting for', what: `an answer from ${host}`}
  const things = noun.replaceAll('-', ' ')
  if (method === 'GET' || readOnly) return {doing: 'Reading', what: `${things} from ${host}`}
  return {
    doing: method === 'DELETE' ? 'Deleting' : 'Sending',
    what: `${things} ${method === 'DELETE' ? 'at' : 'to'} ${host}`,
  }
}
