/** What the thread of jq says; it waits for an answer to all but the last. */
export type JqTurn =
  /** It wants more to read; the answer is a JSON text, or null where there is no more. */
  | {readonly bytes: Uint8Array; readonly kind: 'results'}
  /** Results: the answer, which is empty, says that there is room for more. */
  | {readonly exitCode?: number; readonly fault?: string; readonly kind: 'end'; readonly said: string}
  /** It is done; `exitCode` is jq's, undefined where it broke off with a `fault`; `said` is what it wrote to stderr. */
  | {readonly kind: 'input'}

/** What the thread starts with. */
export interface JqStart {
  /** A number that becomes 1 where an answer is there. */
  readonly answered: Int32Array
  /** The options of jq, and the filter. */
  readonly args: string[]
  /** The file of jq itself. */
  readonly wasm: string
}
