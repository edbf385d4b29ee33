import {once} from 'node:events'

import {BaseCommand} from '../../lib/run/base-command.js'
import {READ_ONLY_KEY, sandboxFlags, sandboxOptions} from '../../lib/sandbox/sandbox-flags.js'
import {type Sandbox} from '../../lib/sandbox/server.js'

export default class SandboxStart extends BaseCommand<undefined> {
  static override description =
    'Serves on 127.0.0.1 in the foreground until Ctrl-C. Paste the lines it prints into another shell to use it there. ' +
    'With --json one line {api_base, api_key, read_only_key, firebase_auth_emulator_host, pid} is printed once it accepts connections.'
  static override examples = [
    '<%= config.bin %> sandbox start --seed-data',
    '<%= config.bin %> sandbox start --data sandbox.json',
    '<%= config.bin %> sandbox start --fault "POST /v1/dev/user/memories 429:12 x2"',
  ]
  static override flags = sandboxFlags
  static override summary = 'Run an Omi API on this machine'

  protected render() {}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(SandboxStart)
    const {signal} = this
    const {startSandbox} = await import('../../lib/sandbox/server.js')
    const sandbox = await startSandbox({...sandboxOptions(flags), log: (line) => this.output.note(line)})
    try {
      await this.announce(sandbox)
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      await sandbox.close()
    }

    this.output.success('Sandbox stopped.')
    throw signal.reason
  }

  private async announce({apiBase, apiKey, authEmulatorHost, readOnlyKey}: Sandbox): Promise<void> {
    if (this.globals.json) {
      await this.output.json({
        api_base: apiBase,
        api_key: apiKey,
        read_only_key: readOnlyKey,
        firebase_auth_emulator_host: authEmulatorHost,
        pid: process.pid,
      })
      return
    }

    const variables = {
      OMI_API_BASE: apiBase,
      OMI_API_KEY: apiKey,
      [READ_ONLY_KEY]: readOnlyKey,
      FIREBASE_AUTH_EMULATOR_HOST: authEmulatorHost,
    }
    for (const [name, value] of Object.entries(variables)) await this.output.write(`export ${name}=${value}\n`)
    this.output.success(`Sandbox at ${apiBase}. Stop it with Ctrl-C.`)
  }
}
