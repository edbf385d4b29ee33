import {readEnvironment} from '../config/environment.js'
import {resolveSettings, type Settings, type SettingsOptions} from '../config/settings.js'
import {type GlobalFlags} from '../io/run-context.js'
import {type Output} from '../output/output.js'

/** Whose data a run works on, and where. */
export interface Profile {
  /** Without a slash at its end. */
  readonly apiBase: string
  /** undefined: signed out. */
  readonly authMethod?: 'api_key' | 'oauth'
  readonly name: string
}

/** What a plugin may know of the settings. */
export const profileOf = ({apiBase, credential, profileName: name}: Settings): Profile => ({
  apiBase,
  authMethod: credential?.method,
  name,
})

/**
 * The profile of a run and what goes with it; a debug line tells which variables are not used. Throws a UsageError for a
 * variable or a config file that cannot be used.
 */
export async function settingsForRun(
  globals: GlobalFlags,
  output: Output,
  options?: SettingsOptions,
): Promise<Settings> {
  const settings = await resolveSettings(globals, readEnvironment(output.io.env), options)
  for (const name of settings.unusedVariables) {
    output.debug(`${name} is set, and not used with --profile ${settings.profileName}`)
  }

  return settings
}
