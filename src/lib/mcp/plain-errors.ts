import {type JSONRPCMessage} from '@modelcontextprotocol/server'

import {errorOf} from '../errors/index.js'
import {isObject} from '../json/is-object.js'
import {failureOfError} from './answer.js'

const INTERNAL_ERROR = -32_603
const INVALID_PARAMS = {code: -32_602, message: 'Invalid params'}

/**
 * A message with errors that a client can use in place of the SDK's own: it takes parameters that do not fit for a failure of the
 * server and shows how it checks them, and says in a text of its own that the user's answer did not come or is none.
 */
export function plainErrors(message: JSONRPCMessage): JSONRPCMessage {
  if ('error' in message) {
    const {code, message: text} = message.error
    return code === INTERNAL_ERROR && text.startsWith('[') ? {...message, error: INVALID_PARAMS} : message
  }

  return 'result' in message && isSdkFailure(message.result)
    ? {...message, result: failureOfError(noAnswer())}
    : message
}

const noAnswer = () =>
  errorOf('cancelled', {detail: 'The client brought no answer of its user that could be used. Nothing was changed.'})

/** Every failure of ours is a document. */
function isSdkFailure({content, isError}: Record<string, unknown>): boolean {
  if (isError !== true || !Array.isArray(content)) return false
  const [first] = content
  return isObject(first) && typeof first.text === 'string' && !first.text.startsWith('{')
}
