import {type Command} from '@oclif/core/command'
import {Config, Plugin} from '@oclif/core/config'
import {join} from 'node:path'

import {packageInfo} from '../product/package-info.js'
import {type OwnCommand} from './own-command.js'

/**
 * oclif's Config for a run of one command of ours in which no plugin has a part: it knows the package and its folders, and none
 * of the commands. To read the manifest, and to make of it what oclif does, takes a tenth of a start.
 */
export class LeanConfig extends Config {
  /** Of the package in the folder `options.root`. */
  static async of(options: Config['options']): Promise<LeanConfig> {
    const plugin = ownPlugin(options.root)
    const config = new LeanConfig({...options, plugins: new Map([[plugin.name, plugin]])})
    await config.load()
    // Whoever loads a Config like this one wants it with all there is.
    config.options = options
    return config
  }

  override get commands(): never {
    throw lacking()
  }

  override get topics(): never {
    throw lacking()
  }

  override findCommand(): never {
    throw lacking()
  }

  override findTopic(): never {
    throw lacking()
  }

  override getAllCommands(): never {
    throw lacking()
  }

  /** The class of a command of ours, as oclif would load it. */
  loadOwn({file, id}: OwnCommand): Command.Class {
    const relativePath = ['dist', 'commands', ...`${file}.js`.split('/')]
    // The build makes CommonJS, and import() of such a file loads what Node.js has for ES modules.
    // eslint-disable-next-line @typescript-eslint/no-require-imports, no-undef, unicorn/prefer-module
    const loaded: {default: Command.Class} = require(join(this.root, ...relativePath))
    return Object.assign(loaded.default, {id, isESM: false, plugin: this.plugins.get(this.name), relativePath})
  }

  /** There are none of others. */
  override async loadPluginsAndCommands(): Promise<void> {}

  /** Colours of oclif's own help. */
  override async loadTheme(): Promise<undefined> {}
}

const lacking = () => new Error('A lean start knows no commands: see own-command.ts for those that get a whole one.')

/** What oclif makes of the package, without its commands; its hooks are for those of others. */
const ownPlugin = (root: string) =>
  Object.assign(new Plugin({isRoot: true, pjson: packageInfo as never, root}), {
    commands: [],
    isRoot: true,
    hooks: {},
    manifest: {commands: {}, version: packageInfo.version},
    name: packageInfo.name,
    pjson: packageInfo,
    root,
    type: 'core',
    valid: true,
    version: packageInfo.version,
  })
