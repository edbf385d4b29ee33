import {requestFor} from '../../api/call.js'
import {operationOf, policiesOf} from '../../contract/operation.js'
import {isRefusal} from '../../errors/index.js'
import {type JsonText} from '../../json/json-text.js'
import {arrivalOf, markGone} from '../keep.js'
import {type Noun} from '../nouns.js'
import {type Row, type Sqlite} from '../sqlite.js'
import {readState, WHOLE} from '../state.js'
import {type SyncContext} from './context.js'

/** A noun of which one thing can be asked for by its id. */
type Asked = 'conversation' | 'goal' | 'memory'

const GETS = {
  conversation: ['getConversation', 'conversation_id'],
  goal: ['getGoal', 'goal_id'],
  memory: ['getMemory', 'memory_id'],
} as const satisfies Record<Asked, unknown>

/** How many are asked for in a run; where more are missing, the next reading tells of the others. */
const MOST = 20

type MissedRow = Row & {id: string; n: number}

/**
 * Marks what two complete readings of a noun have not had as gone, and what the last one has not had as missed where it can be asked for. So many parts that
 * all of a list has come are as good as one of it as a whole.
 */
export async function judgeReading(context: SyncContext, noun: Exclude<Noun, 'conversation'>): Promise<void> {
  await context.commit((database) => {
    const number = readState(database, 'readings')?.[noun]?.number ?? 0
    markAllGone(context, database, noun, number - 2 * WHOLE)
    if (noun !== 'memory' && noun !== 'goal') return
    database.run('UPDATE item SET missed = 1 WHERE noun = ? AND gone_at IS NULL AND seen <= ?', noun, number - WHOLE)
  })
}

/** Those that the reading with this number was the last to have, or one before it. */
function markAllGone(context: SyncContext, database: Sqlite, noun: Noun, lastSeen: number): void {
  const rows = database.all<MissedRow>(
    'SELECT n, id FROM item WHERE noun = ? AND gone_at IS NULL AND seen <= ?',
    noun,
    lastSeen,
  )
  for (const {n} of rows) {
    markGone(database, n, context.now)
    context.countGone(noun)
  }
}

/**
 * Asks for those that were not where they should have been: a 404 is gone, for whatever reason; what is there is kept. What a server has no call for is left to
 * the next reading.
 */
export async function askForMissed(context: SyncContext, noun: Asked): Promise<void> {
  const missed = await context.file.read((database) =>
    database.all<MissedRow>(
      'SELECT n, id FROM item WHERE noun = ? AND missed = 1 AND gone_at IS NULL ORDER BY n LIMIT ?',
      noun,
      noun === 'conversation' ? -1 : MOST,
    ),
  )
  for (const each of missed) {
    try {
      await askFor(context, noun, each)
    } catch (error) {
      if (isNoSuchCall(error)) break
      throw error
    }
  }
}

/** Asks for one, with its transcript where it is wanted: keeps it, or marks it gone. */
export async function askFor(
  context: SyncContext,
  noun: Asked,
  {id, n}: {readonly id: string; readonly n: number},
  transcript = false,
): Promise<void> {
  const answer = await textOf(context, noun, id, transcript)
  const arrival = answer && arrivalOf(noun, Buffer.from(answer.text))
  await context.commit((database) => {
    if (arrival) {
      // Somebody who was asked has it, though no page of the last reading had.
      const reading = noun === 'conversation' ? undefined : readState(database, 'readings')?.[noun]?.number
      context.keepAll(database, [arrival], reading)
      // One whose transcript is null has none.
      if (transcript) database.run('UPDATE item SET wants = 0 WHERE n = ?', n)
      return
    }

    markGone(database, n, context.now)
    context.countGone(noun)
  })
}

/** The document of one; undefined where the API says that it is not there. */
export async function textOf(
  context: SyncContext,
  noun: Asked,
  id: string,
  transcript = false,
): Promise<JsonText | undefined> {
  const [operation, parameter] = GETS[noun]
  const request = requestFor(operation, {[parameter]: id}, transcript ? {include_transcript: true} : {})
  try {
    return await context.allowance.ask(policiesOf(operationOf(operation), request.query), () =>
      context.api.http.sendForText(request),
    )
  } catch (error) {
    if (isRefusal(error, 404) && !isNoSuchCall(error)) return undefined
    throw error
  }
}

/** Whether a server says that it has no such call, in the words that FastAPI has for it. */
const isNoSuchCall = (error: unknown) =>
  isRefusal(error, 405) || (isRefusal(error, 404) && error.facts.server_detail === 'Not Found')
