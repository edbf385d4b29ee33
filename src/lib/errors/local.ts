import {errorOf} from './error-of.js'
import {type ErrorFacts} from './omi-error.js'

export const desktopNotConfigured = () =>
  errorOf('desktop_not_configured', {
    detail:
      'Switch the local API on in Omi Desktop and copy its token. Then: omi local configure --token TOKEN\n' +
      'Or set OMI_LOCAL_API_URL and OMI_LOCAL_TOKEN. No request was sent.',
  })

/** `about` is the status of its answer, or the tool that failed; `detail` what it says. */
export const desktopFailed = (about: number | string, exitCode: number, detail: string, facts: ErrorFacts = {}) =>
  errorOf('desktop_failed', {about: [about], detail, exitCode, facts})
