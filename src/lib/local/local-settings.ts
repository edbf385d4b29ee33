import {normalizeApiBase} from '../config/api-base.js'
import {type Settings} from '../config/settings.js'
import {desktopNotConfigured, invalidConfiguration, invalidValue} from '../errors/index.js'
import {isLoopback} from '../http/loopback.js'
import {rememberSecret} from '../text/hide-credentials.js'

/** Where Omi Desktop usually serves its local API. */
export const USUAL_URL = 'http://127.0.0.1:47778'

const URL_EXPECTED =
  `Expected a URL of this machine, such as ${USUAL_URL}: http or https, and 127.0.0.1, localhost or [::1] as its host. ` +
  'The token is sent nowhere else.'

/** How the desktop is reached, as far as it is known. */
export interface LocalSettings {
  /** Where that comes from; null where nothing is set. */
  readonly source: 'env' | 'profile' | null
  readonly token?: string
  /** Without a slash at its end. */
  readonly url?: string
}

/**
 * What variables and profile say; of a profile that --profile names, its own goes first. Throws a UsageError for a URL that is not of
 * this machine: the token does not leave it.
 */
export function localSettings({environment, location, namedByFlag, profile, profileName}: Settings): LocalSettings {
  const {localApiUrl, localToken} = environment
  const usesUrl = Boolean(localApiUrl) && !(namedByFlag && profile.local_api_url)
  const usesToken = Boolean(localToken) && !(namedByFlag && profile.local_token)
  const url = usesUrl ? localApiUrl : profile.local_api_url
  const token = (usesToken ? localToken : profile.local_token)?.trim()
  const source = usesUrl || usesToken ? 'env' : url || token ? 'profile' : null
  const known = url ? localUrl(url) : undefined
  if (url && known === undefined) {
    if (usesUrl) throw invalidValue('OMI_LOCAL_API_URL', URL_EXPECTED)
    throw invalidConfiguration(
      `${location.path}: local_api_url of profile '${profileName}' cannot be used. ${URL_EXPECTED}\nSet it with omi local configure --url URL.`,
    )
  }

  return {source, ...(known && {url: known}), ...(token && {token: checkedToken(token, 'OMI_LOCAL_TOKEN')})}
}

/** The same where all of it is needed. Throws "Omi Desktop is not configured". */
export function requireLocal(settings: Settings): {readonly token: string; readonly url: string} {
  const {token, url} = localSettings(settings)
  if (token === undefined || url === undefined) throw desktopNotConfigured()
  return {token, url}
}

/** The URL as it was typed behind `label`, without a slash at its end. Throws "Invalid value" for one that is not of this machine. */
export function checkedUrl(text: string, label: string): string {
  const url = localUrl(text)
  if (url === undefined) throw invalidValue(label, URL_EXPECTED)
  return url
}

/** A token as it was given behind `label`. Throws "Invalid value" for what no header can carry. */
export function checkedToken(text: string, label: string): string {
  const token = text.trim()
  rememberSecret(token)
  if (token === '')
    throw invalidValue(label, 'It is empty. Omi Desktop shows the token where its local API is switched on.')
  if (/^[\u0021-\u007E]+$/.test(token)) return token
  throw invalidValue(label, 'It contains blanks or characters that no token has. Copy it again.')
}

/** Undefined for a URL that is not of this machine, whatever name it has. */
function localUrl(text: string): string | undefined {
  const url = normalizeApiBase(text)
  return url !== undefined && isLoopback(new URL(url).hostname) ? url : undefined
}
