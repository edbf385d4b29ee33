import {connectionFailed, type OmiError, pluginNotFound, pluginNotInstalled} from '../errors.js'
import {NpmError} from './npm.js'

/** Codes of npm that say that the registry did not answer, or not as one. */
const UNREACHABLE =
  /^(?:EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPROTO|ETIMEDOUT|E5\d\d|ERR_.*|FETCH_ERROR|.*CERT.*|SELF_SIGNED.*)$/

/**
 * What a failure of npm means to the user. `typed` is the plugin as the user named it, `outcome` a sentence on what became of
 * it. All else comes back as it is.
 */
export function explainNpm(error: unknown, typed: string, outcome = `${typed} was not installed.`): unknown {
  if (!(error instanceof NpmError)) return error
  return explained(error, typed, outcome)
}

function explained({message, trouble: {code = '', summary = ''}}: NpmError, typed: string, outcome: string): OmiError {
  if (UNREACHABLE.test(code)) {
    return connectionFailed(`Could not reach the package registry (${code}). ${outcome}`)
  }

  if (code === 'E404') return pluginNotFound(typed, 'The package registry has nothing of this name.')
  if (code === 'ETARGET' || code === 'ENOVERSIONS') {
    return pluginNotFound(typed, 'The package registry has no such version of it.')
  }

  if (code === 'EJSONPARSE')
    return connectionFailed(`The package registry answers something else than packages. ${outcome}`)
  const space = code === 'ENOSPC' ? 'The disk is full. Make room and run the command again.' : undefined
  return pluginNotInstalled(typed, space ?? (summary || message))
}
