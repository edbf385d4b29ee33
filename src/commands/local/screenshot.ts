import * as Flags from '@oclif/core/flags'
import {existsSync} from 'node:fs'

import {cannotUseFile, fileExists, invalidValue, isOmiError, type OmiError, withLine} from '../../lib/errors/index.js'
import {systemCode} from '../../lib/errors/system-error.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {type ValueFacts} from '../../lib/flags/value-facts.js'
import {LocalCommand} from '../../lib/local/local-command.js'
import {type Screenshot, screenshotIn} from '../../lib/local/screenshot.js'
import {type View} from '../../lib/output/view.js'

interface ScreenshotDocument {
  readonly bytes: number
  /** The picture; only where no file is written. */
  readonly image_base64?: string
  readonly media_type: string
  /** The file that was written, or where Omi Desktop keeps it; null where it does not say. */
  readonly path: null | string
  readonly screenshot_id: string
}

const screenshotView: View<ScreenshotDocument> = {
  columns: [
    {name: 'screenshot_id', value: (shot) => shot.screenshot_id},
    {name: 'media_type', value: (shot) => shot.media_type},
    {name: 'bytes', value: ({bytes}) => bytes},
    {name: 'path', value: ({path}) => path},
  ],
}

/** One that is still part of a running film is there soon: how often it is asked for, and how long it is waited between. */
const ATTEMPTS = 5
const WAIT = 2000

export default class LocalScreenshot extends LocalCommand<ScreenshotDocument> {
  static override args = {id: requiredArg("The screenshot's id, as search-screen shows it")}
  static override description =
    'Omi Desktop gives the picture or names a file. A file is read only where it is a picture in your home folder or in that of ' +
    'temporary files. One that is not ready yet (screenshot_pending) is asked for again, for some seconds.'
  static override examples = [
    '<%= config.bin %> local screenshot 3',
    '<%= config.bin %> local screenshot 3 -o screen.png --force',
  ]
  static override flags = {
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      ...({valueType: 'file'} satisfies ValueFacts),
      summary: 'Write the picture into this file',
    }),
    force: Flags.boolean({summary: 'Write over a file that is there'}),
  }
  static override readonly idempotent = true
  static override summary = 'Get a picture of the screen'

  protected override doneBy(): undefined {}

  protected async render(shot: ScreenshotDocument) {
    await this.output.item(screenshotView, shot)
    if (shot.image_base64 !== undefined)
      await this.output.hint(`Keep it: omi local screenshot ${shot.screenshot_id} -o FILE`)
  }

  async run() {
    const {args, flags} = await this.parse(LocalScreenshot)
    const {force, output: path} = flags
    if (args.id.trim() === '') throw invalidValue('ID', 'It is empty.')
    if (path === '') throw invalidValue('--output', 'It is empty. Name a file.')
    if (path === '-') throw invalidValue('--output -', 'A picture is not written to stdout. Name a file.')
    this.refuseExisting(path, force)
    const shot = await screenshotIn(await this.ask(args.id), this.environment.home)
    const document = {screenshot_id: args.id, media_type: shot.mediaType, bytes: shot.bytes.length}
    if (path === undefined) {
      return {
        ...document,
        path: shot.path ?? null,
        ...(shot.path === undefined && {image_base64: shot.bytes.toString('base64')}),
      }
    }

    this.refuseExisting(path, force)
    await write(path, shot)
    return {...document, path}
  }

  private async ask(id: string): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.callTool('get_screenshot', {screenshot_id: id})
      } catch (error) {
        if (!isPending(error)) throw error
        if (attempt === ATTEMPTS) throw withLine(error, 'It may be there in a minute: try again then.')
        this.output.debug(`screenshot_pending, asking again in ${WAIT / 1000}s`)
        await this.output.io.clock.sleep(WAIT, this.signal)
      }
    }
  }

  private refuseExisting(path: string | undefined, force: boolean): void {
    if (path !== undefined && !force && existsSync(path)) throw fileExists(path)
  }
}

const isPending = (error: unknown): error is OmiError =>
  isOmiError(error) && [error.facts.reason, error.facts.server_detail].includes('screenshot_pending')

async function write(path: string, {bytes}: Screenshot): Promise<void> {
  const {writeWhole} = await import('../../lib/files/write-whole.js')
  try {
    await writeWhole(path, bytes)
  } catch (error) {
    const code = systemCode(error)
    throw code === undefined ? error : cannotUseFile(code, path, {cause: error})
  }
}
