/** A verb's result where showing it takes more than its document: what `--json` prints, and what only showing needs. */
export class VerbResult<Document, Facts> {
  constructor(
    readonly document: Document,
    readonly facts: Facts,
  ) {}
}

/** What `--json` prints of a verb's result. */
export const documentOf = (result: unknown): unknown => (result instanceof VerbResult ? result.document : result)

/** The same result with this document of its type in place of its own. */
export const withDocument = <Result>(result: Result, document: unknown): Result =>
  (result instanceof VerbResult ? new VerbResult(document, result.facts) : document) as Result
