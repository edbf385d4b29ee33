import {PRODUCT, versionInfo} from '../lib/product/package-info.js'
import {BaseCommand} from '../lib/run/base-command.js'

export default class Version extends BaseCommand<ReturnType<typeof versionInfo>> {
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> --json version']
  static override readonly readOnly = true
  static override summary = 'Show the version'

  protected render({version}: ReturnType<typeof versionInfo>) {
    return this.output.write(`${PRODUCT} ${version}\n`)
  }

  async run() {
    await this.parse(Version)
    return versionInfo()
  }
}
