import {requestFor} from '../../api/call.js'
import {operationOf, policiesOf} from '../../contract/operation.js'
import {elementsOf, memberOf} from '../../http/said.js'
import {JsonItem} from '../../json/json-text.js'
import {type Noun} from '../nouns.js'
import {type Job} from '../state.js'
import {type FirstPages} from './account.js'
import {type SyncContext, type SyncOptions} from './context.js'
import {fetchGoalHistory} from './goal-history.js'
import {askForMissed, judgeReading} from './missing.js'
import {readNoun, type WholeList, wholeList} from './read-noun.js'
import {isReadInParts, readPart} from './read-part.js'
import {fetchTranscripts} from './transcripts.js'
import {walkConversations} from './walk.js'

/** What a part of a run has to know of the run. */
interface Running {
  /** Whether the newest conversations have to be looked at again, though a walk is under way. */
  readonly isFresh: boolean
  readonly pages: FirstPages
}

/** What is done of a run, beside finding out whose mirror it is. */
export type Part = Exclude<Job, 'account'>

/** The parts of a run: first what makes search useful, then what takes long. */
export function jobsFor({nouns, transcripts}: SyncOptions): Part[] {
  const jobs: Array<[Part, Noun]> = [
    ['memory', 'memory'],
    ['action-item', 'action-item'],
    ['goal', 'goal'],
    ['folder', 'folder'],
    ['conversations', 'conversation'],
    ['daily-summary', 'daily-summary'],
    ['goal_history', 'goal'],
    ['missing_memories', 'memory'],
    ['missing_goals', 'goal'],
    ['missing_conversations', 'conversation'],
    ...(transcripts ? [['transcripts', 'conversation'] satisfies [Part, Noun]] : []),
  ]
  return jobs.filter(([, noun]) => nouns.includes(noun)).map(([job]) => job)
}

/** Does a part of a run, from where it was left. Throws AllowanceSpent where it cannot come to its end now. */
export async function doJob(context: SyncContext, job: Part, {isFresh, pages}: Running): Promise<void> {
  switch (job) {
    case 'action-item': {
      return readAndJudge(context, job, wholeList(context, 'listActionItems'), pages[job])
    }

    case 'conversations': {
      return walkConversations(context, isFresh)
    }

    case 'daily-summary': {
      return readAndJudge(context, job, dailySummaries(context))
    }

    case 'folder': {
      return readAndJudge(context, job, inOnePage(context, 'listFolders'))
    }

    case 'goal': {
      return readAndJudge(context, job, inOnePage(context, 'listGoals'))
    }

    case 'goal_history': {
      return fetchGoalHistory(context)
    }

    case 'memory': {
      return readAndJudge(context, job, wholeList(context, 'listMemories'), pages[job])
    }

    case 'missing_conversations': {
      return askForMissed(context, 'conversation')
    }

    case 'missing_goals': {
      return askForMissed(context, 'goal')
    }

    case 'missing_memories': {
      return askForMissed(context, 'memory')
    }

    case 'transcripts': {
      return fetchTranscripts(context)
    }
  }
}

async function readAndJudge(
  context: SyncContext,
  noun: Exclude<Noun, 'conversation'>,
  list: WholeList,
  first?: readonly JsonItem[],
): Promise<void> {
  await ((await isReadInParts(context, noun, list))
    ? readPart(context, noun, list, first)
    : readNoun(context, noun, list, first))
  await judgeReading(context, noun)
}

/** More goals, and more folders, than anybody has. */
const ALL = operationOf('listGoals').page?.max ?? 1000

/** A list that comes whole with its first page. */
function inOnePage(context: SyncContext, id: 'listFolders' | 'listGoals'): WholeList {
  const query = id === 'listGoals' ? {include_inactive: true, limit: ALL} : {}
  let fetched: Promise<JsonItem[]> | undefined
  const fetch = () =>
    context.allowance.ask(policiesOf(operationOf(id)), () => context.api.http.sendForItems(requestFor(id, {}, query)))
  return {
    cap: ALL,
    dropped: false,
    // What is behind it is nothing, for which nobody need be asked.
    fetchPage({limit, offset}) {
      fetched ??= fetch()
      return fetched.then((items) => items.slice(offset, offset + limit))
    },
  }
}

/** Their list is in an object. */
function dailySummaries(context: SyncContext): WholeList {
  const id = 'listDailySummaries'
  return {
    cap: operationOf(id).ranges?.limit?.max ?? 100,
    dropped: false,
    async fetchPage(range) {
      const request = {...requestFor(id, {}, {...range}), listIn: 'summaries'}
      const {text} = await context.allowance.ask(policiesOf(operationOf(id)), () =>
        context.api.http.sendForText(request),
      )
      const list = memberOf({json: Buffer.from(text), value: JSON.parse(text)}, 'summaries')
      return (list ? elementsOf(list) : []).map(({json, value}) => new JsonItem(idIn(value), json))
    },
  }
}

const idIn = (value: unknown): string | undefined => {
  const {id} = value as {id?: unknown}
  return typeof id === 'string' ? id : undefined
}
