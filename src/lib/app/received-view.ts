import {type Output} from '../output/output.js'
import {type View} from '../output/view.js'
import {type Received} from './receiver.js'

const receivedView: View<Received> = {
  columns: [
    {name: 'path', value: ({path}) => path},
    {name: 'query', value: ({query}) => new URLSearchParams(query).toString()},
    {name: 'content_type', value: (delivery) => delivery.content_type},
    {name: 'idempotency_key', value: (delivery) => delivery.idempotency_key},
    {name: 'bytes', value: ({bytes}) => bytes},
    {name: 'body', value: ({body}) => (typeof body === 'string' ? body : JSON.stringify(body))},
  ],
}

/** Prints deliveries as they come: in JSON a document a line, a line each on a pipe, a record with its body at a terminal. */
export async function showDeliveries(
  output: Output,
  deliveries: AsyncIterable<Received>,
  json: boolean,
): Promise<void> {
  if (json) return output.jsonLines(deliveries)
  for await (const delivery of deliveries) {
    await (output.terminal ? showAtTerminal(output, delivery) : output.item(receivedView, delivery))
  }
}

async function showAtTerminal(output: Output, delivery: Received): Promise<void> {
  const isText = typeof delivery.body === 'string'
  await output.item(isText ? receivedView : {columns: receivedView.columns.slice(0, -1)}, delivery)
  if (!isText && delivery.body !== null) await output.json(delivery.body)
  await output.write('\n')
}
