import * as Args from '@oclif/core/args'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {BaseCommand} from '../../lib/base-command.js'
import {childEnvironment} from '../../lib/config/environment.js'
import {runChild} from '../../lib/run-child.js'
import {READ_ONLY_KEY, sandboxFlags, sandboxOptions} from '../../lib/sandbox-flags.js'

export default class SandboxExec extends BaseCommand<never> {
  static override args = {
    command: Args.string({
      description: 'The command and its arguments',
      ignoreStdin: true,
      multiple: true,
      required: true,
    }),
  }
  static override description =
    'OMI_API_BASE and OMI_API_KEY point the command at the sandbox, FIREBASE_AUTH_EMULATOR_HOST its browser sign-in, and ' +
    'OMI_CONFIG at a folder of its own: nothing tried here touches your account or your config file. The rest of ~/.omi is ' +
    "yours: plugins, and the progress of create --file. Exits with the command's own exit code."
  static override examples = [
    '<%= config.bin %> sandbox exec --seed-data -- <%= config.bin %> memory list',
    '<%= config.bin %> sandbox exec --fault "GET * 502 x2" -- <%= config.bin %> -v memory list',
    '<%= config.bin %> sandbox exec -- sh -c \'<%= config.bin %> memory create "Prefers tea" && <%= config.bin %> memory list\'',
  ]
  static override flags = sandboxFlags
  static override summary = 'Run a command against an Omi API of its own'
  static override usage = 'sandbox exec [FLAGS] -- COMMAND...'

  protected render() {}

  async run(): Promise<never> {
    const {args, flags} = await this.parse(SandboxExec)
    const {startSandbox} = await import('../../lib/sandbox/server.js')
    const sandbox = await startSandbox({...sandboxOptions(flags), log: (line) => this.output.debug(line)})
    const folder = await mkdtemp(join(tmpdir(), 'omi-sandbox-'))
    try {
      const environment = childEnvironment({
        FIREBASE_AUTH_EMULATOR_HOST: sandbox.authEmulatorHost,
        OMI_API_BASE: sandbox.apiBase,
        OMI_API_KEY: sandbox.apiKey,
        OMI_CONFIG: join(folder, 'config.toml'),
        OMI_PROFILE: undefined,
        [READ_ONLY_KEY]: sandbox.readOnlyKey,
      })
      this.exit(await runChild(args.command, environment, this.config.root))
    } finally {
      await sandbox.close()
      await rm(folder, {force: true, recursive: true})
    }
  }
}
