import * as Flags from '@oclif/core/flags'

import {timeoutFlag, toFlag, uidFlag} from '../../lib/app/app-flags.js'
import {EVENT_NAMES, eventNamed} from '../../lib/app/events.js'
import {targetUrl} from '../../lib/app/target.js'
import {type Check, checkView, verify} from '../../lib/app/verify.js'
import {errorOf} from '../../lib/errors/index.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class AppVerify extends BaseCommand<Check[]> {
  static override description =
    'Looks at where the URL leads, sends a sample of each event, looks at how long the answers took, and sends one event twice ' +
    'with one Idempotency-Key. A check that fails is exit code 1, with how many of them did.'
  static override examples = [
    '<%= config.bin %> app verify --to http://127.0.0.1:8787/webhook',
    '<%= config.bin %> app verify --to http://127.0.0.1:8787/webhook --event memory_created --event day_summary',
  ]
  static override flags = {
    to: toFlag(),
    event: Flags.string({
      helpValue: 'EVENT',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Try this event only; may be given more than once [default: all]',
    }),
    uid: uidFlag(),
    timeout: timeoutFlag(),
  }
  static override readonly readOnly = true
  static override summary = 'Check whether an app would work with Omi'

  protected async render(checks: Check[]) {
    await this.output.list(checkView, checks)
    if (checks.every(({result}) => result === 'pass')) this.output.success('This app is ready for Omi.')
  }

  async run() {
    const {flags} = await this.parse(AppVerify)
    const to = targetUrl(flags.to, '--to')
    const events = [...new Set((flags.event ?? EVENT_NAMES).map((name) => eventNamed(name, `--event ${name}`)))]
    const waiting = await this.output.waiting()
    let tried: undefined | {end: () => void}
    const checks: Check[] = []
    const options = {
      clock: this.output.io.clock,
      debug: (line: string) => this.output.debug(line),
      events,
      proxies: this.environment.proxies,
      signal: this.signal,
      timeout: flags.timeout * 1000,
      trying(what: string) {
        tried?.end()
        tried = waiting?.begin({doing: 'Waiting for', what: `an answer to ${what}`})
      },
      uid: flags.uid,
      userAgent: this.userAgent,
    }
    try {
      for await (const check of verify(to, options)) checks.push(check)
    } finally {
      tried?.end()
    }

    const failed = checks.filter(({result}) => result === 'fail')
    if (failed.length > 0) {
      this.failAfterOutput(
        errorOf('some_failed', {
          about: [failed.length, `${checks.length} checks`],
          detail: `Failed: ${failed.map(({check}) => check).join(', ')}.`,
        }),
      )
    }

    return checks
  }
}
