import {type FileCreation} from '../bulk/create-from-file.js'
import {type BulkResult} from '../bulk/create-many.js'
import {globalWords} from '../flags/global-flags.js'
import {BaseCommand} from './base-command.js'

/** The flags of file-flags.ts, where there is a file. */
export interface FileFlags {
  readonly again: boolean
  readonly file: string
  readonly wait: boolean
}

type OfTheRun = 'again' | 'askAgain' | 'continueWith' | 'file' | 'wait'

/** `omi NOUN create`: one thing, or all of a file. */
export abstract class CreateCommand<Created> extends BaseCommand<BulkResult | Created> {
  /**
   * Creates everything in the file; `words` are the other flags that it is to be gone on with. Throws what createFromFile
   * throws.
   */
  protected async createAll<Row>(
    creation: Omit<FileCreation<Row>, OfTheRun>,
    {again, file, wait}: FileFlags,
    words: readonly string[],
  ): Promise<BulkResult> {
    const {createFromFile} = await import('../bulk/create-from-file.js')
    const verb = this.id?.split(':') ?? []
    const run = {
      again,
      askAgain: this.somebodyIsThere ? (question: string) => this.confirm(question, again, '--again') : undefined,
      continueWith: ['omi', ...globalWords(this.globals), ...verb, '--file', file, ...words],
      file,
      wait,
    }
    return createFromFile({...creation, ...run}, await this.settings(), this.output, this.signal)
  }
}
