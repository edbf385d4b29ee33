import {type Interfaces} from '@oclif/core'
import {Command} from '@oclif/core/command'
import {Config} from '@oclif/core/config'

import {type OmiApi} from '../api/omi-api.js'
import {connect, credentialFacts} from '../auth/connect.js'
import {runContextOf} from '../config/context.js'
import {type Environment, readEnvironment} from '../config/environment.js'
import {type Settings, type SettingsOptions} from '../config/settings.js'
import {type OperationId} from '../contract/operation.js'
import {confirmationNeeded, declined, errorOf, isOmiError, type OmiError} from '../errors/index.js'
import {globalWords} from '../flags/global-flags.js'
import {type KnownIds} from '../ids/complete-ids.js'
import {type ShownIds} from '../ids/shown-ids.js'
import {afterDone, type Done, idsIn} from '../io/done.js'
import {type Executed, type ExecuteOptions, type GlobalFlags, OMI_COMMAND, type RunContext} from '../io/run-context.js'
import {type McpTool} from '../mcp/tool.js'
import {wordsOf} from '../oclif/command-words.js'
import {outputFor} from '../output/output-for.js'
import {type Output} from '../output/output.js'
import {type Progress} from '../output/progress.js'
import {pluginsObserver} from '../plugins/has-hook.js'
import {USER_AGENT} from '../product/package-info.js'
import {hideCredentials} from '../text/hide-credentials.js'
import {visible} from '../text/visible-text.js'
import {type Choice} from './prompts.js'
import {type DocumentRequest} from './raw-request.js'
import {type Profile, profileOf, settingsForRun} from './run-settings.js'
import {documentOf, withDocument} from './verb-result.js'

/**
 * What every verb gets for free: the global flags, the profile, the API client, output in JSON and for people, errors
 * with the right exit code. A verb declares its arguments and flags, returns its result from `run` and shows it to a
 * person in `render`; in JSON mode the result itself is printed, or the document in it (VerbResult). `run` prints no result,
 * and `render` requests nothing and knows nothing but the result: eslint.config.mjs sees to it. What docs/plugins.md does not
 * name is out of reach of plugins (`#`), or not used here: a member of theirs of the same name breaks nothing.
 */
export abstract class BaseCommand<Result> extends Command {
  /** Whether the verb deletes what cannot be had back, beyond what its operations say. */
  static readonly destructive: boolean = false
  /** Whether a second run with the same words changes nothing more, beyond what its operations say. */
  static readonly idempotent: boolean = false
  /** The tool that it is to models: `omi mcp` offers it. */
  static readonly mcpTool?: McpTool
  static readonly [OMI_COMMAND] = true
  /** What the verb asks the API for when all goes well, by the contract's names: what it needs and counts against follows. */
  static readonly operations: readonly OperationId[] = []
  /** Whether the verb changes nothing, neither at the server nor here: what `omi commands` tells agents. */
  static readonly readOnly: boolean = false
  #api?: OmiApi
  #cachedSettings?: Promise<Settings>
  #connected?: Settings
  #context?: RunContext
  #failureAfterOutput?: OmiError
  #ownOutput?: Output

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

  get #isSomebodyThere(): boolean {
    return Boolean(this.#runContext.io.stdin.isTTY) && this.output.interactive
  }

  get #runContext(): RunContext {
    this.#context ??= runContextOf(this.config.options)
    return this.#context
  }

  /** Whether somebody reads tables at a terminal. */
  get #showsTables(): boolean {
    return !this.globals.json && this.output.terminal !== undefined
  }

  /**
   * What the environment says; throws a UsageError for a variable that cannot be used.
   * @internal
   */
  protected get environment(): Environment {
    return readEnvironment(this.#runContext.io.env)
  }

  /** The flags that stood before the topic. */
  protected get globals(): GlobalFlags {
    return this.#runContext.globals
  }

  /** Where everything goes that a command says: results on stdout, all else on stderr, in the form that was asked for. */
  protected get output(): Output {
    this.#ownOutput ??= outputFor(this.#runContext)
    return this.#ownOutput
  }

  /** Aborted by Ctrl-C and SIGTERM. */
  protected get signal(): AbortSignal {
    return this.#runContext.signal
  }

  /**
   * Whether a question can be asked.
   * @internal
   */
  protected get somebodyIsThere(): boolean {
    return this.#isSomebodyThere
  }

  /**
   * Where another program reads a list page by page: gets the place behind the page.
   * @internal
   */
  protected get tellNext(): RunContext['tellNext'] {
    return this.#runContext.tellNext
  }

  /** What this product calls itself at the servers that it talks to, for requests of a plugin's own to others. */
  protected get userAgent(): string {
    return USER_AGENT
  }

  /**
   * oclif prints no result that is falsy, indents JSON on a pipe too, and sends errors of JSON mode to stdout: so the
   * whole of its `_run` is done here.
   */
  protected override async _run<T>(): Promise<T> {
    let failure: Error | undefined
    try {
      const result = await this.#do()
      await this.#showDone(result)
      if (this.#failureAfterOutput) throw this.#failureAfterOutput
      return documentOf(result) as T
    } catch (error) {
      failure = error as Error
      if (this.#connected && isOmiError(error)) error.with(credentialFacts(this.#connected, error))
      if (isOmiError(error) && this.#leavesDoubt(error)) error.with({outcome: 'unknown'})
      throw error
    } finally {
      await this.output.letGo()
      await this.finally(failure)
    }
  }

  /** The API with the profile's credential. Makes no request, and asks for the credential only with the first one. */
  protected async api(): Promise<OmiApi> {
    this.#connected = await this.#settings()
    this.#api = await connect(this.#connected, this.output, this.signal, {
      observer: await pluginsObserver(this.config, this.output),
      patience: this.#runContext.patience,
    })
    if (this.#showsTables) this.output.noteIdsIn(await this.#shownIds())
    return this.#api
  }

  /**
   * Asks somebody at the terminal for a text; a secret is not shown while it is typed. Throws a UsageError that names
   * `question` when there is nobody to ask.
   */
  protected async askFor(question: string, {secret = false} = {}): Promise<string> {
    const {askForSecret, askForText} = await import('./prompts.js')
    return (secret ? askForSecret : askForText)(...(await this.#prompt(question)))
  }

  /** Asks somebody at the terminal to pick one of `choices`. Throws a UsageError when there is nobody to ask. */
  protected async askForChoice<Value>(question: string, choices: ReadonlyArray<Choice<Value>>): Promise<Value> {
    const {askForChoice} = await import('./prompts.js')
    const [message, context] = await this.#prompt(question)
    return askForChoice(message, choices, context)
  }

  /**
   * Asks before something that cannot be undone, unless `consent` was given by the flag `consentFlag`. Throws a
   * UsageError when the answer is no, and when there is nobody to ask.
   */
  protected async confirm(question: string, consent: boolean, consentFlag = '--yes'): Promise<void> {
    if (consent) return
    if (!this.#isSomebodyThere) throw confirmationNeeded(question, consentFlag)
    const {askForConsent} = await import('./prompts.js')
    if (!(await askForConsent(...(await this.#prompt(question))))) throw declined()
  }

  /** The path of a folder for what this plugin keeps, made where it is not there. It stays when the plugin is uninstalled. */
  protected async dataFolder(): Promise<string> {
    const {pluginDataFolder} = await import('../plugins/data-folder.js')
    return pluginDataFolder(this.config, this.ctor.plugin?.name ?? this.config.name)
  }

  /**
   * What has been done, by the result of a run that has changed something: for an error in showing it; undefined where it may
   * be done again.
   * @internal
   */
  protected doneBy(result: Result): Done | undefined {
    return {ids: idsIn(documentOf(result))}
  }

  /**
   * Runs another command of omi in this process, of its own or of a plugin, as the same user and at the same API as this run:
   * `this.execute(['memory', 'list', '--all'])`. Resolves to its document, as `--json` prints it, its exit code and what it
   * printed; a failure of it does not reject.
   */
  protected async execute(words: readonly string[], options?: ExecuteOptions): Promise<Executed> {
    const {execute} = this.#runContext
    if (!execute) throw new Error(`${this.config.bin} is too old to run a command within another.`)
    return execute([...globalWords({...this.globals, jq: undefined, json: true, verbose: false}), ...words], options)
  }

  /** Ends the run with this error once its result has been shown: for results of which a part failed. */
  protected failAfterOutput(error: OmiError): void {
    this.#failureAfterOutput = error
  }

  override jsonEnabled(): boolean {
    return this.globals.json
  }

  /** As oclif does it; at a terminal the beginning of an id that was shown will do for the id. */
  protected override async parse<F extends Values, B extends Values, A extends Values>(
    options?: Interfaces.Input<F, B, A>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv)
    if (!this.#showsTables || !this.#runContext.io.stdin.isTTY || parsed.flags.yes) return parsed
    const {completeIds} = await import('../ids/complete-ids.js')
    const known: KnownIds = {
      more: async (...asked) => {
        const {mirroredIds} = await import('../ids/mirrored-ids.js')
        return mirroredIds(await this.#settings(), this.#runContext.io)(...asked)
      },
      shown: () => this.#shownIds(),
    }
    await completeIds(parsed.flags, this.ctor.flags ?? {}, known)
    const completed = await completeIds(parsed.args, this.ctor.args ?? {}, known)
    if ((this.constructor as typeof BaseCommand).readOnly) return parsed
    // What is about to be changed is named wherever stderr goes.
    for (const line of completed) await (this.output.interactive ? this.output.hint(line) : this.output.note(line))
    return parsed
  }

  /** Whose data this run works on, and where. Throws a UsageError for a config file that cannot be used. */
  protected async profile(): Promise<Profile> {
    return profileOf(await this.#settings())
  }

  /** A bar on stderr where somebody watches; without one it does nothing. `stop` it in a `finally`. */
  protected async progress(): Promise<Progress> {
    const {Progress} = await import('../output/progress.js')
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
    return this.#settings(options)
  }

  /** oclif would look through all commands for the one that was typed before it asks whether this one is deprecated. */
  protected override warnIfCommandDeprecated(): void {
    const {deprecateAliases, state} = this.ctor
    if (deprecateAliases || state === 'deprecated') super.warnIfCommandDeprecated()
  }

  /** Those of a plugin's command nobody knows. */
  async #checkFields(): Promise<void> {
    const {fields} = this.globals
    if (!fields || this.ctor.plugin?.name !== this.config.name) return
    const {checkFields} = await import('../surface/document-fields.js')
    checkFields(wordsOf(this.id ?? ''), fields)
  }

  /** Does what the verb does, and prints nothing of it. */
  async #do(): Promise<Result> {
    await this.init()
    await this.#checkFields()
    await this.output.getFilterReady(this.signal)
    const result = await this.run()
    const {record} = this.#runContext
    if (!record) return result
    const document = documentOf(result)
    // A list comes in pages, which can be had once.
    if (isAsyncIterable(document)) return withDocument(result, recorded(document, record))
    record(document)
    return result
  }

  /** Whether it is not known what became of what was to be done: for who does not wait until it is. */
  #leavesDoubt({exitCode, facts: {outcome}}: OmiError): boolean {
    return this.#runContext.patience !== undefined && exitCode === 3 && outcome === undefined && this.#hasChanged
  }

  /** A question that is safe to show, and where to ask it. */
  async #prompt(question: string) {
    if (!this.#isSomebodyThere) {
      throw errorOf('nobody_to_ask', {detail: `${question} Run it at a terminal, and without --json.`})
    }

    await this.output.settle()
    return [hideCredentials(visible(question)), {io: this.#runContext.io, signal: this.signal}] as const
  }

  #settings(options?: SettingsOptions): Promise<Settings> {
    this.#cachedSettings ??= settingsForRun(this.globals, this.output, options)
    return this.#cachedSettings
  }

  async #show(result: Result): Promise<void> {
    // A verb that has shown all there is by itself returns undefined.
    if (result === undefined && !(this.globals.json && this.output.isUnused)) return
    const document = documentOf(result)
    if (this.globals.json) {
      await (isAsyncIterable(document) ? this.output.jsonStream(document) : this.output.json(document))
    } else if (!(await this.output.fieldsOf(document))) {
      await this.render(result)
    }
  }

  /** Shows the result; an error in that, whoever notices it, says that what was to be done is done. */
  async #showDone(result: Result): Promise<void> {
    const done = this.#hasChanged ? this.doneBy(result) : undefined
    this.#runContext.done = done
    try {
      await this.output.paged(() => this.#show(result))
    } catch (error) {
      throw done ? afterDone(error, done) : error
    }
  }

  /** Those of this account, which tables show short. */
  async #shownIds(): Promise<ShownIds> {
    const {ShownIds} = await import('../ids/shown-ids.js')
    return ShownIds.of(await this.#settings())
  }
}

type Values = Record<string, unknown>

/** @yields the same pages; all of their items are recorded once the last one is there */
async function* recorded(
  pages: AsyncIterable<unknown[]>,
  record: (document: unknown) => void,
): AsyncGenerator<unknown[]> {
  const items: unknown[] = []
  for await (const page of pages) {
    items.push(...page)
    yield page
  }

  record(items)
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown[]> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
