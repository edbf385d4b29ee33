import {homedir} from 'node:os'
import {basename, join} from 'node:path'

import {processVariables} from '../config/environment.js'
import {pluginNotInstalled} from '../errors/index.js'
import {type PluginSet} from './change-plugins.js'
import {packagesWithScripts, scriptsQuestion} from './install-scripts.js'
import {type PluginProblem} from './load-problems.js'
import {explainNpm} from './npm-errors.js'
import {ignoresScripts} from './npm-settings.js'
import {npm} from './npm.js'
import {type PackageSpec} from './package-spec.js'
import {INSTALLED, type ListedPlugin} from './plugin-list.js'
import {type StagedPlugin, stagePlugin} from './stage.js'
import {loadFault, verifyPlugin} from './verify-plugin.js'
import {asksForOmi, omiWanted} from './wanted-versions.js'

export interface InstallContext {
  /** Whether it may ask for another version of this product. */
  readonly anyOmi: boolean
  /** Asks whether install scripts may run; throws where they may not. */
  readonly askForScripts: (question: string) => Promise<void>
  /** oclif's. */
  readonly dataDir: string
  /** Whether nothing that npm has kept counts. */
  readonly fresh: boolean
  /** Is told what the user may want to know. */
  readonly note: (text: string) => void
  readonly signal: AbortSignal
  /** Is told what npm printed on stderr. */
  readonly tell: (line: string) => void
}

export interface InstalledVersion extends StagedPlugin {
  /** Commands of it that cannot be loaded. */
  readonly problems: readonly PluginProblem[]
}

/**
 * Installs a plugin into a folder of its own, with the install scripts that may run, and tries whether it can be loaded. It is
 * in no list yet. Throws what `stagePlugin` and `askForScripts` throw, and "Plugin was not installed".
 */
export async function installPlugin(
  spec: PackageSpec,
  set: PluginSet,
  context: InstallContext,
): Promise<InstalledVersion> {
  const folder = await set.makeFolder(spec.name ?? (spec.file === undefined ? 'plugin' : basename(spec.file, '.tgz')))
  const fetched = await stagePlugin(spec, {...context, folder, scripts: false})
  const before = set.plugins.find(({name}) => name === fetched.listed.name)
  const stays = before ? '\nThe one that is there stays.' : ''
  const wanted = context.anyOmi ? undefined : await omiWanted(fetched)
  if (wanted !== undefined) {
    const what = `${fetched.listed.name} ${fetched.version} ${asksForOmi(wanted)}.`
    throw pluginNotInstalled(spec.typed, `${what}${stays}\n--force takes it all the same.`)
  }

  const staged = await withScripts(fetched, {before, folder, spec}, context)
  // One that takes the place of another is looked at more closely: what worked stays.
  const {fault, problems} = await (before ? verifyPlugin : loadFault)(staged.root, staged.listed)
  if (fault === undefined) return {...staged, problems}
  const {listed, version} = staged
  throw pluginNotInstalled(spec.typed, `${listed.name} ${version} does not work here. ${fault}${stays}`)
}

async function withScripts(
  staged: StagedPlugin,
  {before, folder, spec}: {before?: ListedPlugin; folder: string; spec: PackageSpec},
  context: InstallContext,
): Promise<StagedPlugin> {
  const path = join(context.dataDir, INSTALLED, folder)
  const isGit = spec.file === undefined && spec.name === undefined
  const scripted = await packagesWithScripts(path, {fromGit: isGit})
  if (scripted.length === 0) return staged
  if (ignoresScripts(homedir(), processVariables())) {
    context.note('Install scripts do not run: ignore-scripts is set for npm.')
    return staged
  }

  if (!before?.scripts) await context.askForScripts(scriptsQuestion(spec.typed, scripted))
  const allowed = (now: StagedPlugin) => ({...now, listed: {...now.listed, scripts: true as const}})
  // npm builds what comes as sources while it fetches it.
  if (isGit) return allowed(await stagePlugin(spec, {...context, folder, scripts: true}))
  try {
    await npm(['rebuild'], {...context, folder: path})
    return allowed(staged)
  } catch (error) {
    throw explainNpm(error, spec.typed)
  }
}

/** The list with a plugin in it: in the place of the one of its name, or at the end. */
export function listedWith(plugins: readonly ListedPlugin[], plugin: ListedPlugin): ListedPlugin[] {
  const isKnown = plugins.some(({name}) => name === plugin.name)
  return isKnown ? plugins.map((other) => (other.name === plugin.name ? plugin : other)) : [...plugins, plugin]
}
