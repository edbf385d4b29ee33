import {once} from 'node:events'

import {BaseCommand} from '../../lib/run/base-command.js'
import {READ_ONLY_KEY, sandboxFlags, sandboxOptions} from '../../lib/sandbox/sandbox-flags.js'
import {type Sandbox} from '../../lib/sandbox/server.js'

/** Where it is. */
interface Started {
  readonly api_base: string
  readonly api_key: string
  readonly firebase_auth_emulator_host: string
  /** Of the stand-in of Omi Desktop; only where there is one. */
  readonly local_api_url?: string
  readonly local_token?: string
  readonly pid: number
  readonly read_only_key: string
}

export default class SandboxStart extends BaseCommand<Started> {
  static override description =
    'Serves on 127.0.0.1 in the foreground until Ctrl-C. Paste the lines it prints into another shell to use it there. ' +
    'With --json one line {api_base, api_key, read_only_key, firebase_auth_emulator_host, pid} is printed once it accepts connections.'
  static override examples = [
    '<%= config.bin %> sandbox start --seed-data',
    '<%= config.bin %> sandbox start --data sandbox.json',
    '<%= config.bin %> sandbox start --seed-data --desktop --webhook memory_created=http://127.0.0.1:8787/webhook',
    '<%= config.bin %> sandbox start --fault "POST /v1/dev/user/memories 429:12 x2"',
  ]
  static override flags = sandboxFlags
  static override summary = 'Run an Omi API on this machine'
  private sandbox?: Sandbox

  /** One that nobody could read of is gone: it may be started again. */
  protected override doneBy(): undefined {}

  /** Serves until Ctrl-C, once it is told where. */
  protected override async finally(failure: Error | undefined): Promise<void> {
    const {signal} = this
    if (!failure && !signal.aborted) await once(signal, 'abort')
    await this.sandbox?.close()
    if (failure) return
    this.output.success('Sandbox stopped.')
    throw signal.reason
  }

  protected async render(started: Started) {
    const variables = {
      OMI_API_BASE: started.api_base,
      OMI_API_KEY: started.api_key,
      [READ_ONLY_KEY]: started.read_only_key,
      FIREBASE_AUTH_EMULATOR_HOST: started.firebase_auth_emulator_host,
      ...(started.local_token && {OMI_LOCAL_API_URL: started.local_api_url, OMI_LOCAL_TOKEN: started.local_token}),
    }
    for (const [name, value] of Object.entries(variables)) await this.output.write(`export ${name}=${value}\n`)
    this.output.success(`Sandbox at ${started.api_base}. Stop it with Ctrl-C.`)
  }

  async run(): Promise<Started> {
    const {flags} = await this.parse(SandboxStart)
    const {startSandbox} = await import('../../lib/sandbox/server.js')
    this.sandbox = await startSandbox({
      ...sandboxOptions(flags),
      clock: this.output.io.clock,
      log: (line) => this.output.note(line),
    })
    const {apiBase, apiKey, authEmulatorHost, localToken, readOnlyKey} = this.sandbox
    return {
      api_base: apiBase,
      api_key: apiKey,
      read_only_key: readOnlyKey,
      firebase_auth_emulator_host: authEmulatorHost,
      ...(localToken !== undefined && {local_api_url: apiBase, local_token: localToken}),
      pid: process.pid,
    }
  }
}
