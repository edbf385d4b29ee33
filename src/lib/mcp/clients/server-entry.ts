import {type Environment} from '../../config/environment.js'
import {configLocation} from '../../config/paths.js'
import {globalWords} from '../../flags/global-flags.js'
import {type GlobalFlags} from '../../io/run-context.js'

/** How a client starts the server. */
export interface ServerEntry {
  readonly args: readonly string[]
  readonly command: string
  readonly env?: Readonly<Record<string, string>>
}

/** Which tools a client is offered. */
interface Offered {
  readonly confirm: string
  readonly 'read-only': boolean
  readonly tools?: string
  readonly toolsets?: string
}

/**
 * Starts this very omi with this very Node.js, wherever the client looks for programs: as the same profile, and with the variables
 * that say where its config file and its server are. Never with a key: that is in the config file.
 */
export function serverEntry(
  {execPath, program}: {execPath: string; program: string},
  {apiBase, profile, timezone}: GlobalFlags,
  offered: Offered,
  environment: Environment,
): ServerEntry {
  const globals = {
    apiBase,
    color: true,
    help: false,
    json: false,
    profile: profile ?? environment.profile,
    timezone,
    verbose: false,
    version: false,
  }
  const env = {
    ...(environment.configPath !== undefined && {OMI_CONFIG: configLocation(environment).path}),
    ...(environment.apiBase !== undefined && {OMI_API_BASE: environment.apiBase}),
  }
  return {
    command: execPath,
    args: [
      program,
      ...globalWords(globals),
      'mcp',
      ...(offered['read-only'] ? ['--read-only'] : []),
      ...(offered.toolsets === undefined ? [] : [`--toolsets=${offered.toolsets}`]),
      ...(offered.tools === undefined ? [] : [`--tools=${offered.tools}`]),
      ...(offered.confirm === 'auto' ? [] : [`--confirm=${offered.confirm}`]),
    ],
    ...(Object.keys(env).length > 0 && {env}),
  }
}
