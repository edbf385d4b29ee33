import {httpClients} from '../auth/connect.js'
import {BaseCommand} from '../run/base-command.js'
import {type Desktop} from './desktop.js'
import {requireLocal} from './local-settings.js'

/** A verb that asks a running Omi Desktop. */
export abstract class LocalCommand<Result> extends BaseCommand<Result> {
  /** The result of a tool; see Desktop. */
  protected async callTool(tool: string, args: object, options?: {changes?: boolean}): Promise<unknown> {
    const desktop = await this.desktop()
    return desktop.call(tool, JSON.stringify(args), options)
  }

  /** Throws "Omi Desktop is not configured", before any request. */
  protected async desktop(): Promise<Desktop> {
    const settings = await this.settings()
    const {token, url} = requireLocal(settings)
    const clientFor = await httpClients(settings, this.output, this.signal)
    const {Desktop} = await import('./desktop.js')
    return new Desktop(clientFor(url, {foreign: true, secret: async () => token}))
  }
}
