import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {hostProcess} from '../../config/environment.js'
import {invalidValue} from '../../errors/index.js'
import {type ClientFile, CLIENTS, type Places} from './clients.js'

/** `CLIENT` of `mcp install` and `mcp uninstall`. */
export const clientArg = {
  client: Args.string({
    description: 'The client',
    ignoreStdin: true,
    options: Object.keys(CLIENTS),
    required: true,
  }),
}

export const projectFlag = {
  project: Flags.boolean({
    summary: 'The settings of this folder, for everybody who works in it, where the client has such',
  }),
}

/** Where the files of clients are looked for. */
export function placesFor(env: NodeJS.ProcessEnv, home: string): Places {
  const host = hostProcess()
  return {env, folder: host.cwd(), home, platform: host.platform}
}

/**
 * The file of a client; undefined for one that is told by a program of its own. Throws a UsageError where it has none for a
 * folder.
 */
export function fileOf(name: string, isOfFolder: boolean, places: Places): ClientFile | undefined {
  const {label, ofFolder, ofUser} = CLIENTS[name] ?? {label: name}
  if (!ofUser) return undefined
  if (isOfFolder && !ofFolder) throw invalidValue('--project', `${label} has no settings of a folder.`)
  return isOfFolder ? ofFolder?.(places) : ofUser(places)
}

export const labelOf = (name: string): string => CLIENTS[name]?.label ?? name
