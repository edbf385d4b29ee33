import {connectionFailed, type OmiError, pluginNotFound, pluginNotInstalled} from '../errors/index.js'
import {packageInfo} from '../product/package-info.js'
import {NpmError} from './npm.js'
import {nameIn} from './package-spec.js'

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
  // What is no JSON, or JSON of something else, npm reads without a look at what it is.
  if (/^(?:FetchError: )?(?:invalid json response body|maximum redirect)/im.test(summary))
    return connectionFailed(`${NO_REGISTRY} ${outcome}`)
  if (UNREACHABLE.test(code)) return connectionFailed(`Could not reach the package registry (${code}). ${outcome}`)
  if (code === 'E429') {
    return connectionFailed(`The package registry is asked too often (429): try again later. ${outcome}`)
  }

  if (code === 'E404') return missing(summary, typed)
  if (code === 'ETARGET' || code === 'ENOVERSIONS') {
    return pluginNotFound(typed, 'The package registry has no such version of it.')
  }

  return pluginNotInstalled(typed, REASONS[code] ?? inPlainWords(summary || message))
}

const NO_REGISTRY = 'The package registry answers something else than packages.'

const NOT_A_PACKAGE = 'It is no package: there is no package.json in it that can be read.'

const NO_NAME =
  'Expected a name of the package registry, NAME@VERSION, a packed plugin (.tgz) or its URL, or a git URL.'

/** What some of npm's codes mean here, where its own words would not help. */
const REASONS: Readonly<Record<string, string>> = {
  E401: 'The package registry asks for a login: npm login keeps one in ~/.npmrc, which holds for plugins too.',
  E403: 'The package registry refuses it (403). Its operator, or a policy of yours, has to allow it.',
  EINTEGRITY:
    'What the registry sent is not what it had announced (its hash differs). Try again later, or tell its operator.',
  EJSONPARSE: NOT_A_PACKAGE,
  EINVALIDTAGNAME: NO_NAME,
  ENOENT: NOT_A_PACKAGE,
  ENOTDIR: NOT_A_PACKAGE,
  ENOSPC: 'The disk is full. Make room and run the command again.',
  TAR_BAD_ARCHIVE: 'It is no packed plugin (.tgz), or was cut off on its way.',
  Z_BUF_ERROR: 'It was cut off: the packed plugin ends in the middle.',
  Z_DATA_ERROR: 'It is damaged: the packed plugin cannot be unpacked.',
}

/** The plugin itself may be what the registry does not have, or something that it depends on. */
function missing(summary: string, typed: string): OmiError {
  const [, wanted] = summary.match(/'((?:@[^@']+|[^@'][^@']*))@[^']*'/) ?? []
  if (wanted === undefined || wanted === 'undefined' || wanted === nameIn(typed)) {
    const isAddress = /^[a-z+]+:\/\//i.test(typed)
    return pluginNotFound(
      typed,
      isAddress ? 'There is nothing at this address.' : 'The package registry has nothing of this name.',
    )
  }

  const advice =
    wanted === packageInfo.name
      ? `Its author has to name ${wanted} among its peerDependencies, as an optional one: it is there where plugins run.`
      : 'Tell its author, or name the right registry with OMI_NPM_REGISTRY.'
  return pluginNotInstalled(typed, `It needs ${wanted}, which the package registry does not have. ${advice}`)
}

/** npm's own words, without the code before each line; what a fault of npm itself says tells nobody anything. */
function inPlainWords(summary: string): string {
  if (/^(?:Cannot (?:read|set) propert|.* is not (?:a function|iterable))/.test(summary)) {
    return 'npm cannot make sense of it: its package.json, or what the registry says of it, is not as it should be.'
  }

  return summary
    .split('\n')
    .map((line) => line.replace(/^(?:\d{3}|e[a-z]+) /, ''))
    .join('\n')
}
