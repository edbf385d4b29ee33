import {errorOf} from './error-of.js'
import {type ErrorFacts, type OmiError, withLine} from './omi-error.js'

/** `keyBeside` is the profile that `--profile` named while a variable held a key. */
export const notAuthenticated = (keyBeside?: string) =>
  errorOf('not_authenticated', {
    detail:
      'Run `omi auth login` and paste your dev API key. (See `omi auth login --help`.)' +
      (keyBeside === undefined ? '' : `\nOMI_API_KEY is set, and not used with --profile ${keyBeside}.`),
  })

/** `reason` replaces the general hint when it is known what is wrong with the key. It never contains the key. */
export const notADeveloperKey = (reason?: string) =>
  errorOf('not_a_developer_key', {
    detail:
      reason ??
      "Expected a token starting with 'omi_dev_'. Generate one in the Omi web app under Developer → API Keys.",
  })

export const browserSignInRequired = () =>
  errorOf('browser_sign_in_required', {detail: 'Run omi auth login --browser.'})

export const authenticationFailed = (facts?: ErrorFacts) =>
  errorOf('authentication_failed', {
    detail: 'Token rejected. Run omi auth login to re-authenticate.',
    facts,
  })

/** A 401 to an ID token that is the profile's own credential. */
export const developerKeyWanted = (facts: ErrorFacts) =>
  errorOf('authentication_failed', {
    detail:
      'This server does not take the token of a browser sign-in: it wants a developer key.\n' +
      'Generate one in the Omi web app under Developer → API Keys, then run omi auth login --api-key.',
    facts,
  })

export const oauthTimedOut = () =>
  errorOf('oauth_timed_out', {
    detail: 'No callback received within 5 minutes. Try again, or use `omi auth login --api-key` instead.',
  })

export const oauthStateMismatch = () =>
  errorOf('oauth_state_mismatch', {
    detail: 'The browser callback did not match the original session token. Possible CSRF — aborting.',
  })

/** `reason` is the provider's own text. */
export const oauthProviderError = (reason: string) =>
  errorOf('oauth_provider_error', {detail: `${SIGN_IN_AGAIN}\n${reason}`})

export const oauthCodeMissing = () => errorOf('oauth_code_missing', {detail: SIGN_IN_AGAIN})

export const tokenExchangeFailed = (facts: ErrorFacts & {status: number}) =>
  errorOf('token_exchange_failed', {about: [facts.status], detail: withServerText(SIGN_IN_AGAIN, facts), facts})

export const customTokenMissing = () =>
  errorOf('firebase_token_missing', {
    detail: 'This server cannot sign anyone in with a browser now. Try again later, or use `omi auth login --api-key`.',
  })

export const firebaseSignInFailed = (facts: ErrorFacts & {status: number}) =>
  errorOf('firebase_sign_in_failed', {about: [facts.status], detail: withServerText(SIGN_IN_AGAIN, facts), facts})

export const firebaseRefreshFailed = (facts: ErrorFacts & {status: number}) =>
  errorOf('firebase_refresh_failed', {
    about: [facts.status],
    detail: 'Re-run `omi auth login --browser` to get fresh credentials.',
    facts,
  })

/** The same error, for a renewal of a session whose answer was lost. */
export const refreshLost = (error: OmiError) =>
  withLine(
    error,
    'The session may have been renewed all the same, and this machine does not know it. Try again; ' +
      'if the refresh fails then, run `omi auth login --browser`.',
  ).with({outcome: 'unknown'})

const SIGN_IN_AGAIN = 'Run `omi auth login --browser` again, or use `omi auth login --api-key` instead.'

const withServerText = (hint: string, {server_detail: text}: ErrorFacts) => (text ? `${hint}\n${text}` : hint)

export const nothingToRefresh = (profile: string) =>
  errorOf('nothing_to_refresh', {
    detail: `Profile '${profile}' has no browser session. Run omi auth login --browser.`,
  })

/** `code` is the system's: nothing can wait for the browser on this machine. */
export const cannotListen = (code: string) =>
  errorOf('cannot_wait_for_browser', {
    detail: `No port of 127.0.0.1 can be listened on (${code}). Use \`omi auth login --api-key\` instead.`,
  })

export const insufficientPermissions = (facts: ErrorFacts) =>
  errorOf('missing_scope', {
    detail:
      'Your API key does not have the required scope for this operation.' +
      (facts.scope ? `\nRequired scope: ${facts.scope}` : ''),
    facts,
  })
