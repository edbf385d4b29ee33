import {type Done} from './done.js'
import {type Io} from './io.js'
import {type Patience} from './patience.js'

/** The flags that stand before the topic and hold for every verb. */
export interface GlobalFlags {
  readonly apiBase?: string
  readonly color: boolean
  /** The fields of the document that are asked for, in the order that they are to have; all where there are none. */
  readonly fields?: readonly string[]
  readonly help: boolean
  /** The filter of jq that a document goes through; `json` is true with it. */
  readonly jq?: string
  readonly json: boolean
  /** Whether long output may go through a pager; a copy of an older version gives nothing, and has none. */
  readonly pager?: boolean
  readonly profile?: string
  /** The IANA zone of times, as it was typed. */
  readonly timezone?: string
  readonly verbose: boolean
  readonly version: boolean
  /** Whether tables have all of their columns. */
  readonly wide?: boolean
}

/** What a command line that was run within a process left behind. */
export interface Executed {
  /** What `--json` prints, parsed: a list is an array. undefined where the command has none, or failed. */
  readonly document: unknown
  readonly exitCode: number
  readonly stderr: string
  readonly stdout: string
}

/** How another command line is run within a process, where it is not run as any other. */
export interface ExecuteOptions {
  /** Limits its waits between attempts: what would take longer is not repeated. */
  readonly patience?: Patience
  /** Ends the run, with its reason for the error. */
  readonly signal?: AbortSignal
  /**
   * Has a list read as one page, and is told the place behind it, from where another run goes on; undefined where the list
   * has ended.
   */
  readonly tellNext?: (nextOffset: number | undefined) => void
}

/**
 * What the entry point hands to every command of this run. It travels in oclif's load options, the only thing that
 * reaches commands of plugins with copies of oclif or of this package of their own.
 */
export interface RunContext {
  /** What the command has changed, once it has: for an error in showing its result. */
  done?: Done
  /** Runs another command line in this process, with the same variables; `argv` is all that is typed behind `omi`. */
  execute?(argv: readonly string[], options?: ExecuteOptions): Promise<Executed>
  readonly globals: GlobalFlags
  /** What the run has of the world around it. */
  readonly io: Io
  /** As in ExecuteOptions. */
  readonly patience?: Patience
  /** Gets the document of the command, where somebody wants it beside what is shown. */
  record?(document: unknown): void
  /** Aborted by Ctrl-C and SIGTERM; the reason is an InterruptedError. */
  readonly signal: AbortSignal
  /** As in ExecuteOptions. */
  tellNext?(nextOffset: number | undefined): void
}

/**
 * The key under which the context stands in the load options; the same in every copy of this package. A plugin brings a
 * copy of another version: RunContext and GlobalFlags may gain members, but none may go or change what it means.
 */
export const RUN_CONTEXT = Symbol.for('omi.run-context')

/** Marks the command classes that know the global flags themselves, of whichever copy of this package. */
export const OMI_COMMAND = Symbol.for('omi.command')

/** The context in oclif's load options, which may come from a copy of another version: undefined where there is none. */
export const givenContext = (options: object): (Omit<RunContext, 'io'> & Partial<Pick<RunContext, 'io'>>) | undefined =>
  (options as {[RUN_CONTEXT]?: RunContext})[RUN_CONTEXT]
