import {type Output} from '../output/output.js'
import {type BulkResult} from './create-many.js'

/** Shows what came of creating many things: an id a line, and how many there are. `nouns` are singular and plural. */
export async function showBulkResult(output: Output, result: BulkResult, nouns: readonly [string, string]) {
  const {already_done: alreadyDone, created, existing, ids, skipped} = result
  await output.list({columns: [{name: 'id', value: (id: string) => id}]}, ids)
  if (alreadyDone) {
    output.success('Everything in it was created before. To create it again: --again')
    return
  }

  const [singular, plural] = nouns
  const more = [existing > 0 && `${existing} there already`, skipped > 0 && `${skipped} by an earlier run`]
  output.success([`${created} ${created === 1 ? singular : plural} created`, ...more.filter(Boolean)].join(', ') + '.')
}
