import {pathSegment} from '../../lib/api/path-segment.js'
import {notFound} from '../../lib/errors/index.js'
import {idArg, yesFlag} from '../../lib/flags/flags.js'
import {type Done} from '../../lib/io/done.js'
import {BaseCommand} from '../../lib/run/base-command.js'
import {VerbResult} from '../../lib/run/verb-result.js'

/** The API's document, and the id of the key. */
type Revocation = VerbResult<null, {id: string}>

export default class KeyRevoke extends BaseCommand<Revocation> {
  static override args = {id: idArg('key', "The key's id, as list shows it")}
  static override description =
    'Whatever uses the key stops working. Needs a browser sign-in: omi auth login --browser.'
  static override examples = ['<%= config.bin %> key revoke $(<%= config.bin %> key list | grep -w laptop | cut -f1)']
  static override flags = {yes: yesFlag()}
  static override readonly operations = ['listKeys', 'revokeKey'] as const
  static override summary = 'Revoke a developer key'

  protected override doneBy({facts: {id}}: Revocation): Done {
    return {ids: [id]}
  }

  protected render() {
    this.output.success('Key revoked.')
  }

  async run() {
    const {args, flags} = await this.parse(KeyRevoke)
    pathSegment(args.id)
    await this.confirm(`Revoke key ${args.id}? Whatever uses it stops working.`, flags.yes)
    const {keys} = await this.api()
    if (await keys.isOnlyTheBeginning(args.id)) throw notFound('Key', args.id)
    return new VerbResult(await keys.revoke(args.id), {id: args.id})
  }
}
