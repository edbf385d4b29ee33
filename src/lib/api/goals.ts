import {OPERATIONS} from '../contract/operations.js'
import {type Goal, type GoalCreate, type GoalUpdate} from '../contract/schema.js'
import {notFound} from '../errors/index.js'
import {createOnce} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {call} from './call.js'
import {type Beginning, CreatedFinder} from './find-created.js'
import {type FirstPage, firstPage} from './first-page.js'
import {type Done, type GoalProgress} from './types.js'

/** More goals than anybody has: their list knows no offset, and a look for one must see them all. */
const ALL_GOALS = OPERATIONS.listGoals.page.max

/** The goals of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class Goals {
  private readonly finder: CreatedFinder<Goal>

  constructor(private readonly http: HttpClient) {
    this.finder = new CreatedFinder(http.clock, ({title}) => title)
  }

  async create(goal: GoalCreate): Promise<Goal> {
    const [created] = await createOnce(this.http, [goal], {
      checkWith: OPERATIONS.createGoal.checkWith,
      lookUp: (wanted, since) => this.findCreated(wanted, since),
      repeatable: true,
      send: async () => [await call(this.http, 'createGoal', {body: goal, onlyIfRefused: true})],
    })
    this.finder.claim([created])
    return created
  }

  delete(id: string): Promise<Done> {
    return call(this.http, 'deleteGoal', oneGoal(id))
  }

  /** What one request brings of the list. */
  firstPage(filter: {include_inactive?: boolean} = {}): Promise<FirstPage<Goal>> {
    return firstPage(this.http, 'listGoals', filter)
  }

  /** `maxAttempts` where fewer than the usual will do. */
  get(id: string, {maxAttempts}: {readonly maxAttempts?: number} = {}): Promise<Goal> {
    return call(this.http, 'getGoal', {...oneGoal(id), maxAttempts})
  }

  /** The values of the last `days` days, newest first. */
  history(id: string, days: number): Promise<GoalProgress[]> {
    return call(this.http, 'listGoalHistory', {...oneGoal(id), query: {days}})
  }

  list(query: {include_inactive?: boolean; limit: number}): Promise<Goal[]> {
    return call(this.http, 'listGoals', {query})
  }

  /** The value travels in the query. */
  setProgress(id: string, value: number): Promise<Goal> {
    return call(this.http, 'updateGoalProgress', {...oneGoal(id), query: {current_value: value}})
  }

  update(id: string, changes: GoalUpdate): Promise<Goal> {
    return call(this.http, 'updateGoal', {...oneGoal(id), body: changes})
  }

  private async findCreated(wanted: GoalCreate[], since: Beginning): Promise<Array<Goal | undefined>> {
    const goals = await this.list({include_inactive: true, limit: ALL_GOALS})
    if (goals.length >= ALL_GOALS) throw new Error('There may be more goals than the server shows.')
    const texts = wanted.map(({title}) => title)
    return this.finder.find(texts, goals, since, () => this.list({limit: 1}))
  }
}

/** What names one goal, and what a 404 means for it. */
const oneGoal = (id: string) => ({notFound: () => notFound('Goal', id), path: {goal_id: id}})
