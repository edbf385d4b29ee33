import * as Flags from '@oclif/core/flags'

import {type DevApiKeyCreated, scopeValues} from '../../lib/contract/schema.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {checkText} from '../../lib/input/check-text.js'
import {type Done} from '../../lib/io/done.js'
import {createdKeyView} from '../../lib/key/key-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class KeyCreate extends BaseCommand<DevApiKeyCreated> {
  static override args = {name: requiredArg('What you call it')}
  static override description =
    'Prints the key, this one time. Without --scope it may read everything and change nothing. Needs a browser sign-in: ' +
    'omi auth login --browser.'
  static override examples = [
    '<%= config.bin %> key create laptop',
    '<%= config.bin %> key create ci --scope memories:read --scope memories:write',
    '<%= config.bin %> --json key create ci',
  ]
  static override flags = {
    scope: Flags.option({
      helpValue: 'SCOPE',
      multiple: true,
      multipleNonGreedy: true,
      options: scopeValues,
      summary: `What it may do; may be given more than once: ${scopeValues.join(', ')}`,
    })(),
  }
  static override readonly operations = ['createKey'] as const
  static override summary = 'Create a developer key'

  protected override doneBy({id}: DevApiKeyCreated): Done {
    return {
      ids: [id],
      lost: `The key itself is lost with its answer: revoke it with omi key revoke ${id}, and create another.`,
    }
  }

  protected async render(key: DevApiKeyCreated) {
    await this.output.item(createdKeyView, key)
    this.output.success('Key created.')
    this.output.warn('The key is shown only this once. Keep it where you keep passwords.')
  }

  async run() {
    const {args, flags} = await this.parse(KeyCreate)
    checkText(args.name, 'NAME', Number.POSITIVE_INFINITY)
    const {keys} = await this.api()
    return keys.create({name: args.name, scopes: flags.scope})
  }
}
