import {type Config} from '@oclif/core/config'
import {mkdir} from 'node:fs/promises'
import {dirname} from 'node:path'
import {stripVTControlCharacters} from 'node:util'

import {prepareNpm, withStrangersEnvironment} from '../config/environment.js'
import {
  connectionFailed,
  notAPlugin,
  type OmiError,
  pluginNotFound,
  pluginNotInstalled,
  pluginsNotUpdated,
} from '../errors.js'
import {type Output} from '../output/output.js'
import {removeUnlisted} from './from-url.js'
import {withWarnings} from './load-config.js'
import {npmTrouble, registryTrouble} from './npm.js'
import {nameIn} from './package-spec.js'

type Verb = 'install' | 'link' | 'reset' | 'uninstall' | 'update'

/**
 * Runs a verb of @oclif/plugin-plugins, which knows how to install with npm. What the two print is of use for `-v` only.
 * `plugin` is what an error is about, as the user typed it. Throws "Connection failed", "Plugin not found", "Not a plugin",
 * or else "Plugin was not installed" or "Plugins were not updated".
 */
export async function runManager(
  verb: Verb,
  argv: string[],
  {config, output, plugin}: {config: Config; output: Output; plugin: string},
): Promise<void> {
  prepareNpm()
  // @oclif/plugin-plugins would make the folder for everybody to read.
  await mkdir(dirname(config.dataDir), {mode: 0o700, recursive: true})
  // From before its import on: oclif remembers where its progress goes to.
  const printed = new Printed()
  try {
    const {commands} = await import('@oclif/plugin-plugins')
    await withStrangersEnvironment(() => withWarnings(() => commands[`plugins:${verb}`].run(argv, config as never)))
  } catch (error) {
    throw await explained(error as Error, {config, plugin, printed: printed.text, verb})
  } finally {
    printed.stop()
    for (const line of printed.text.split('\n')) if (line.trim()) output.debug(line)
  }
}

/** Keeps what is written on stdout and stderr. */
class Printed {
  text = ''
  private readonly streams = [process.stdout, process.stderr].map(withItsWrite)

  constructor() {
    for (const {stream} of this.streams) stream.write = (chunk: string | Uint8Array) => this.keep(chunk)
  }

  stop(): void {
    for (const {stream, write} of this.streams) stream.write = write
  }

  private keep(chunk: string | Uint8Array): true {
    this.text += stripVTControlCharacters(String(chunk))
    return true
  }
}

const withItsWrite = (stream: NodeJS.WriteStream) => ({stream, write: stream.write})

/** Codes of npm that say that the registry did not answer. */
const UNREACHABLE =
  /^(?:EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT|E5\d\d|ERR_.*|.*CERT.*|SELF_SIGNED.*)$/

async function explained(
  error: Error,
  {config, plugin, printed, verb}: {config: Config; plugin: string; printed: string; verb: Verb},
): Promise<OmiError> {
  const {message} = error
  if (message.endsWith('is not installed')) return pluginNotFound(plugin, 'See what is installed with omi plugins.')
  if (message === 'plugin is invalid') {
    await removeUnlisted(config.dataDir)
    return notAPlugin(plugin)
  }

  const asked = /does not exist in the registry/.test(message)
  const {code = '', summary = ''} = asked ? await registryTrouble(nameIn(plugin)) : npmTrouble(printed)
  if (UNREACHABLE.test(code)) {
    // Others may have been installed before.
    const outcome = verb === 'install' ? `${plugin} was not installed.` : 'Nothing was changed.'
    return connectionFailed(`Could not reach the package registry (${code}). ${outcome}`, {cause: error})
  }

  if (asked && code === 'E404') {
    return pluginNotFound(plugin, 'The package registry has nothing of this name.')
  }

  return verb === 'update' ? pluginsNotUpdated(summary || message) : pluginNotInstalled(plugin, summary || message)
}
