import {errorOf} from '../../lib/errors/index.js'
import {tellVerified, type Verification, verificationView, verify} from '../../lib/export/verify.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ExportVerify extends BaseCommand<Verification> {
  static override args = {
    folder: requiredArg('The folder that export has written', {valueType: 'file'}),
  }
  static override description =
    'export all in json, jsonl, csv and the like puts a manifest.json beside the files, with the SHA-256 of each. A file that ' +
    'differs or is missing is exit code 1; what the manifest does not know is named.'
  static override examples = ['<%= config.bin %> export verify backup']
  static override readonly readOnly = true
  static override summary = 'Hold the files of an export against its manifest'

  protected async render(result: Verification) {
    await this.output.list(verificationView, result.files)
    tellVerified(this.output, result)
  }

  async run() {
    const {args} = await this.parse(ExportVerify)
    const result = await verify(args.folder)
    const wrong = result.files.filter((file) => file.result === 'differs' || file.result === 'missing')
    if (!result.ok) {
      this.failAfterOutput(
        errorOf('verification_failed', {
          about: [wrong.length, result.files.filter((file) => file.result !== 'extra').length],
          detail: wrong
            .map((file) => `${file.path} ${file.result === 'missing' ? 'is missing' : 'differs'}`)
            .join('\n'),
        }),
      )
    }

    return result
  }
}
