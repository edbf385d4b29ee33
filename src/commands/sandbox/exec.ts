import * as Args from '@oclif/core/args'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {childEnvironment} from '../../lib/config/environment.js'
import {invalidValue, isOmiError} from '../../lib/errors/index.js'
import {runChild} from '../../lib/io/run-child.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {READ_ONLY_KEY, sandboxFlags, sandboxOptions} from '../../lib/sandbox/sandbox-flags.js'
import {type Sandbox} from '../../lib/sandbox/server.js'

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
    'OMI_API_BASE and OMI_API_KEY point the command at the sandbox, FIREBASE_AUTH_EMULATOR_HOST its browser sign-in, with ' +
    '--desktop OMI_LOCAL_API_URL and OMI_LOCAL_TOKEN omi local, and OMI_CONFIG at a config file of its own, with a browser ' +
    'session: nothing tried here touches your account or your config file. The rest of ~/.omi is yours: plugins, and the ' +
    'progress of create --file. Exits with the exit code of the command.'
  static override examples = [
    '<%= config.bin %> sandbox exec --seed-data -- <%= config.bin %> memory list',
    '<%= config.bin %> sandbox exec --fault "GET * 502 x2" -- <%= config.bin %> -v memory list',
    '<%= config.bin %> sandbox exec --seed-data -- <%= config.bin %> chat "What did we decide about the budget?"',
    '<%= config.bin %> sandbox exec -- sh -c \'<%= config.bin %> memory create "Prefers tea" && <%= config.bin %> memory list\'',
  ]
  static override flags = sandboxFlags
  static override summary = 'Run a command against an Omi API of its own'
  static override usage = 'sandbox exec [FLAGS] -- COMMAND...'

  protected render() {}

  async run(): Promise<never> {
    const {args, flags} = await this.parse(SandboxExec)
    const {startSandbox} = await import('../../lib/sandbox/server.js')
    const folder = await temporaryFolder()
    let code: number
    try {
      const sandbox = await startSandbox({
        ...sandboxOptions(flags),
        clock: this.output.io.clock,
        log: (line) => this.output.debug(line),
      })
      try {
        await writeFile(join(folder, CONFIG), configFor(sandbox), {mode: 0o600})
        code = await runChild(args.command, environmentFor(sandbox, folder), this.config.root, this.output.io)
        await sandbox.delivered()
      } catch (error) {
        await sandbox.close()
        throw error
      }

      await this.close(sandbox, code)
    } finally {
      // What the command left running may still be writing there.
      await rm(folder, {force: true, maxRetries: 3, recursive: true})
    }

    return this.exitAsChild(code)
  }

  /** Data that cannot be kept is a failure of a run that has none of its own yet. */
  private async close(sandbox: Sandbox, code: number): Promise<void> {
    try {
      await sandbox.close()
    } catch (error) {
      if (code === 0 || !isOmiError(error)) throw error
      this.output.warn([error.title, error.detail].join('\n'))
    }
  }

  /** A command may end with any code: 255, or 137 when it was killed. */
  private exitAsChild(code: number): never {
    try {
      this.exit(code)
    } catch (error) {
      throw Object.assign(error as Error, {ofChild: true})
    }
  }
}

/** The config file of the command's own, with a browser session. */
const CONFIG = 'config.toml'
const configFor = ({apiBase, idToken}: Sandbox) =>
  `[profiles.default]\napi_base = "${apiBase}"\nid_token = "${idToken}"\n`

const environmentFor = (sandbox: Sandbox, folder: string) =>
  childEnvironment({
    FIREBASE_AUTH_EMULATOR_HOST: sandbox.authEmulatorHost,
    OMI_API_BASE: sandbox.apiBase,
    OMI_API_KEY: sandbox.apiKey,
    OMI_CONFIG: join(folder, CONFIG),
    // The desktop of this machine is the user's own.
    OMI_LOCAL_API_URL: sandbox.localToken && sandbox.apiBase,
    OMI_LOCAL_TOKEN: sandbox.localToken,
    OMI_PROFILE: undefined,
    [READ_ONLY_KEY]: sandbox.readOnlyKey,
  })

/** A folder of the command's own. Throws "Invalid value: TMPDIR". */
async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'omi-sandbox-'))
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    throw invalidValue('TMPDIR', `No folder can be made in ${tmpdir()} (${code}). Name one that you may write to.`)
  }
}
