import {type Output} from '../output/output.js'
import {visibleLines} from '../text/visible-text.js'

/** Shows what a tool of Omi Desktop says: a text as it is, anything else as JSON. */
export const showToolResult = (output: Output, result: unknown): Promise<void> =>
  typeof result === 'string' ? output.write(`${visibleLines(result.trimEnd()).join('\n')}\n`) : output.json(result)
