import {Command} from '@oclif/core/command'
import {Config} from '@oclif/core/config'

import {type OmiApi} from './api/omi-api.js'
import {hideCredentials} from './auth/hide-credentials.js'
import {type Environment, readEnvironment} from './config/environment.js'
import {resolveSettings, type Settings, type SettingsOptions} from './config/settings.js'
import {connect, credentialFacts} from './connect.js'
import {afterDone, type Done, idsIn} from './done.js'
import {confirmationNeeded, declined, isOmiError, type OmiError, UsageError} from './errors.js'
import {type GlobalFlags} from './global-flags.js'
import {type Output} from './output/output.js'
import {processOutput} from './output/process-output.js'
import {type Progress} from './output/progress.js'
import {visible} from './output/visible-text.js'
import {hasHook, REQUEST_HOOKS} from './plugins/has-hook.js'
import {type Choice} from './prompts.js'
import {type DocumentRequest} from './raw-request.js'
import {OMI_COMMAND, type RunContext, runContextOf} from './run-context.js'

/** Whose data a run works on, and where. */
export interface Profile {
  /** Without a slash at its end. */
  readonly apiBase: string
  /** undefined: signed out. */
  readonly authMethod?: 'api_key' | 'oauth'
  readonly name: string
}

/**
 * What every verb gets for free: the global flags, the profile, the API client, output in JSON and for people, errors
 * with the right exit code. A verb declares its arguments and flags, returns its result from `run` and shows it to a
 * person in `render`; in JSON mode the result itself is printed.
 */
export abstract class BaseCommand<Result> extends Command {
  static readonly [OMI_COMMAND] = true
  /** Whether the verb changes nothing, neither at the server nor here: what `omi commands` tells agents. */
  static readonly readOnly: boolean = false
  #api?: OmiApi
  private cachedSettings?: Promise<Settings>
  private connected?: Settings
  private context?: RunContext
  private failureAfterOutput?: OmiError
  private ownOutput?: Output

  /** oclif's own `run` loads the whole configuration anew for each command; here the run's own serves. */
  static override async run<T extends Command>(
    this: new (argv: string[], config: Config) => T,
    argv?: string[],
    options?: Parameters<typeof Command.run>[1],
  ): Promise<ReturnType<T['run']>> {
    if (!(argv && options instanceof Config)) return super.run.call(this, argv, options) as ReturnType<T['run']>
    return (new this(argv, options) as T & {_run(): ReturnType<T['run']>})._run()
  }

  /** Whether the run has changed something: at the server, where it has asked one, or else here. */
  get #hasChanged(): boolean {
    if ((this.constructor as typeof BaseCommand).readOnly) return false
    // A plugin need not say of its commands that they change nothing.
    return this.#api ? this.#api.http.hasChanged : this.ctor.plugin?.name === this.config.name
  }

  /**
   * What the environment says; throws a UsageError for a variable that cannot be used.
   * @internal
   */
  protected get environment(): Environment {
    return readEnvironment()
  }

  /** The flags that stood before the topic. */
  protected get globals(): GlobalFlags {
    return this.runContext.globals
  }

  /** Where everything goes that a command says: results on stdout, all else on stderr, in the form that was asked for. */
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
   * Whether a question can be asked.
   * @internal
   */
  protected get somebodyIsThere(): boolean {
    return Boolean(process.stdin.isTTY) && this.output.interactive
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
      await this.#showDone(result)
      if (this.failureAfterOutput) throw this.failureAfterOutput
      return result as unknown as T
    } catch (error) {
      failure = error as Error
      if (this.connected && isOmiError(error)) error.with(credentialFacts(this.connected, error))
      throw error
    } finally {
      await this.finally(failure)
    }
  }

  /** The API with the profile's credential. Makes no request, and asks for the credential only with the first one. */
  protected async api(): Promise<OmiApi> {
    this.connected = await this.settings()
    this.#api = await connect(this.connected, this.output, this.signal, {observer: await this.pluginsObserver()})
    return this.#api
  }

  /**
   * Asks somebody at the terminal for a text; a secret is not shown while it is typed. Throws a UsageError that names
   * `question` when there is nobody to ask.
   */
  protected async askFor(question: string, {secret = false} = {}): Promise<string> {
    const {askForSecret, askForText} = await import('./prompts.js')
    return (secret ? askForSecret : askForText)(...this.prompt(question))
  }

  /** Asks somebody at the terminal to pick one of `choices`. Throws a UsageError when there is nobody to ask. */
  protected async askForChoice<Value>(question: string, choices: ReadonlyArray<Choice<Value>>): Promise<Value> {
    const {askForChoice} = await import('./prompts.js')
    const [message, context] = this.prompt(question)
    return askForChoice(message, choices, context)
  }

  /**
   * Asks before something that cannot be undone, unless `consent` was given by the flag `consentFlag`. Throws a
   * UsageError when the answer is no, and when there is nobody to ask.
   */
  protected async confirm(question: string, consent: boolean, consentFlag = '--yes'): Promise<void> {
    if (consent) return
    if (!this.somebodyIsThere) throw confirmationNeeded(question, consentFlag)
    const {askForConsent} = await import('./prompts.js')
    if (!(await askForConsent(...this.prompt(question)))) throw declined()
  }

  /**
   * What has been done, by the result of a run that has changed something: for an error in showing it.
   * @internal
   */
  protected doneBy(result: Result): Done {
    return {ids: idsIn(result)}
  }

  /** Ends the run with this error once its result has been shown: for results of which a part failed. */
  protected failAfterOutput(error: OmiError): void {
    this.failureAfterOutput = error
  }

  override jsonEnabled(): boolean {
    return this.globals.json
  }

  /** Whose data this run works on, and where. Throws a UsageError for a config file that cannot be used. */
  protected async profile(): Promise<Profile> {
    const {apiBase, credential, profileName: name} = await this.settings()
    return {apiBase, authMethod: credential?.method, name}
  }

  /** A bar on stderr where somebody watches; without one it does nothing. `stop` it in a `finally`. */
  protected async progress(): Promise<Progress> {
    const {Progress} = await import('./output/progress.js')
    return new Progress(this.output)
  }

  /** Shows the result to a person or a pipe; not called in JSON mode. */
  protected abstract render(result: Result): Promise<void> | void

  /**
   * Any request of the API, with the profile's credential, retries and errors, for what `api()` has no method for. A
   * POST that could happen twice is repeated only when the server refused it. Resolves to the answer's document (null
   * when there is none); throws a UsageError for a request that cannot be sent.
   */
  protected async request(request: DocumentRequest): Promise<unknown> {
    const {documentRequest, sendRaw} = await import('./raw-request.js')
    const {http} = await this.api()
    return sendRaw(http, documentRequest(request))
  }

  abstract override run(): Promise<Result>

  /**
   * The profile and what goes with it. Throws a UsageError for a config file that cannot be used.
   * @internal
   */
  protected settings(options?: SettingsOptions): Promise<Settings> {
    this.cachedSettings ??= this.resolveSettings(options)
    return this.cachedSettings
  }

  /** Shows the result; an error in that, whoever notices it, says that what was to be done is done. */
  async #showDone(result: Result): Promise<void> {
    const done = this.#hasChanged ? this.doneBy(result) : undefined
    this.runContext.done = done
    try {
      await this.show(result)
    } catch (error) {
      throw done ? afterDone(error, done) : error
    }
  }

  /** The hooks that plugins registered for requests; undefined where there are none. */
  private async pluginsObserver() {
    if (!REQUEST_HOOKS.some((event) => hasHook(this.config, event))) return
    const {hooksObserver} = await import('./plugins/request-hooks.js')
    return hooksObserver(this.config, this.output)
  }

  /** A question that is safe to show, and where to ask it. */
  private prompt(question: string) {
    if (!this.somebodyIsThere) {
      throw new UsageError('Nobody to ask', {detail: `${question} Run it at a terminal, and without --json.`})
    }

    return [hideCredentials(visible(question)), {output: process.stderr, signal: this.signal}] as const
  }

  private async resolveSettings(options?: SettingsOptions): Promise<Settings> {
    const settings = await resolveSettings(this.globals, this.environment, options)
    for (const name of settings.unusedVariables) {
      this.output.debug(`${name} is set, and not used with --profile ${settings.profileName}`)
    }

    return settings
  }

  private async show(result: Result): Promise<void> {
    // A verb that has shown all there is by itself returns undefined.
    if (result === undefined && !(this.globals.json && this.output.isUnused)) return
    if (!this.globals.json) return this.render(result)
    await (isAsyncIterable(result) ? this.output.jsonStream(result) : this.output.json(result))
  }
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown[]> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
