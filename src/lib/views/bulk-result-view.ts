import {type BulkResult} from '../bulk/create-many.js'
import {type Output} from '../output/output.js'

/** Shows what came of creating many things: an id a line, and how many there are. `noun` is the singular. */
export async function showBulkResult(output: Output, {created, ids, skipped}: BulkResult, noun: string) {
  await output.list({columns: [{name: 'id', value: (id: string) => id}]}, ids)
  const there = skipped > 0 ? `, ${skipped} there already` : ''
  output.success(`${created} ${noun}${created === 1 ? '' : 's'} created${there}.`)
}
