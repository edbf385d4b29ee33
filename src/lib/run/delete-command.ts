import {type OmiApi} from '../api/omi-api.js'
import {yesFlag} from '../flags/flags.js'
import {EachIdCommand} from './each-id.js'

/** A verb that deletes things of one noun, after a question. */
export abstract class DeleteCommand extends EachIdCommand<{success: boolean}> {
  static override flags = {yes: yesFlag()}
  /** What is deleted, as it stands in a sentence. */
  protected abstract readonly noun: {readonly many: string; readonly one: string}

  protected get done(): string {
    const {one} = this.noun
    return `${one[0]?.toUpperCase()}${one.slice(1)} deleted`
  }

  /** Deletes one thing. */
  protected abstract delete(api: OmiApi, id: string): Promise<{success: boolean}>

  async run() {
    const {args, flags} = await this.parse<{yes: boolean}, Record<string, unknown>, {ids: string[]}>()
    const selection = await this.select(args.ids)
    const [first, ...others] = selection.ids
    const what = others.length === 0 ? `${this.noun.one} ${first}` : `${selection.ids.length} ${this.noun.many}`
    await this.confirm(`Delete ${what}?`, flags.yes)
    const api = await this.api()
    return this.applyToEach(selection, (id) => this.delete(api, id))
  }
}
