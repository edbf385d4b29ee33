import {Command} from '@oclif/core/command'

import {type OmiApi} from './api/omi-api.js'
import {hideCredentials} from './auth/hide-credentials.js'
import {type Environment, readEnvironment} from './config/environment.js'
import {resolveSettings, type Settings} from './config/settings.js'
import {confirmationNeeded, declined, type OmiError} from './errors.js'
import {type GlobalFlags} from './global-flags.js'
import {type Output} from './output/output.js'
import {processOutput} from './output/process-output.js'
import {visible} from './output/visible-text.js'
import {OMI_COMMAND, type RunContext, runContextOf} from './run-context.js'

/**
 * What every verb gets for free: the global flags, the profile, the API client, output in JSON and for people, errors
 * with the right exit code. A verb declares its arguments and flags, returns its result from `run` and shows it to a
 * person in `render`; in JSON mode the result itself is printed.
 */
export abstract class BaseCommand<Result> extends Command {
  static readonly [OMI_COMMAND] = true
  private cachedSettings?: Promise<Settings>
  private context?: RunContext
  private failureAfterOutput?: OmiError
  private ownOutput?: Output

  /** What the environment says; throws a UsageError for a variable that cannot be used. */
  protected get environment(): Environment {
    return readEnvironment()
  }

  protected get globals(): GlobalFlags {
    return this.runContext.globals
  }

  protected get output(): Output {
    this.ownOutput ??= processOutput(this.globals)
    return this.ownOutput
  }

  private get runContext(): RunContext {
    this.context ??= runContextOf(this.config.options)
    return this.context
  }

  /** Aborted by Ctrl-C and SIGTERM. */
  protected get signal(): AbortSignal {
    return this.runContext.signal
  }

  /**
   * oclif prints no result that is falsy, indents JSON on a pipe too, and sends errors of JSON mode to stdout: so the
   * whole of its `_run` is done here.
   */
  protected override async _run<T>(): Promise<T> {
    let failure: Error | undefined
    try {
      await this.init()
      const result = await this.run()
      await this.show(result)
      if (this.failureAfterOutput) throw this.failureAfterOutput
      return result as unknown as T
    } catch (error) {
      failure = error as Error
      throw error
    } finally {
      await this.finally(failure)
    }
  }

  /** The API with the profile's credential. Makes no request, and asks for the credential only with the first one. */
  protected async api(): Promise<OmiApi> {
    const {connect} = await import('./connect.js')
    return connect(await this.settings(), this.output, this.signal)
  }

  /**
   * Asks before something that cannot be undone, unless `consent` was given by the flag `consentFlag`. Throws a
   * UsageError when the answer is no, and when there is nobody to ask.
   */
  protected async confirm(question: string, consent: boolean, consentFlag = '--yes'): Promise<void> {
    if (consent) return
    if (!process.stdin.isTTY || !this.output.interactive) throw confirmationNeeded(question, consentFlag)
    const {default: ask} = await import('@inquirer/confirm')
    const message = hideCredentials(visible(question))
    const yes = await ask({default: false, message}, {output: process.stderr, signal: this.signal})
    if (!yes) throw declined()
  }

  /** Ends the run with this error once its result has been shown: for results of which a part failed. */
  protected failAfterOutput(error: OmiError): void {
    this.failureAfterOutput = error
  }

  override jsonEnabled(): boolean {
    return this.globals.json
  }

  /** Shows the result to a person or a pipe; not called in JSON mode. */
  protected abstract render(result: Result): Promise<void> | void

  abstract override run(): Promise<Result>

  /** The profile and what goes with it. Throws a UsageError for a config file that cannot be used. */
  protected settings(): Promise<Settings> {
    this.cachedSettings ??= resolveSettings(this.globals, this.environment)
    return this.cachedSettings
  }

  private async show(result: Result): Promise<void> {
    // A verb that has shown all there is by itself returns undefined.
    if (result === undefined) return
    if (!this.globals.json) return this.render(result)
    await (isAsyncIterable(result) ? this.output.jsonStream(result) : this.output.json(result))
  }
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown[]> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
