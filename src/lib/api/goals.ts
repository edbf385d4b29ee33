import {notFound} from '../errors.js'
import {createOnce} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {CreatedFinder} from './find-created.js'
import {pathSegment} from './path-segment.js'
import {type Goal, type GoalCreate, type GoalUpdate} from './schema.js'
import {type Done, type GoalProgress} from './types.js'

/** More goals than anybody has: their list knows no offset, and a look for one must see them all. */
const ALL_GOALS = 1000

/** The goals of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class Goals {
  constructor(private readonly http: HttpClient) {}

  async create(goal: GoalCreate): Promise<Goal> {
    const [created] = await createOnce(this.http, [goal], {
      checkWith: 'omi goal list',
      lookUp: (wanted, since) => this.findCreated(wanted, since),
      repeatable: true,
      send: async ([only]) => [
        (await this.http.send({
          body: only,
          expect: 'object',
          method: 'POST',
          onlyIfRefused: true,
          path: GOALS,
        })) as Goal,
      ],
    })
    return created as Goal
  }

  async delete(id: string): Promise<Done> {
    return (await this.http.send({
      expect: 'object',
      method: 'DELETE',
      notFound: () => noSuchGoal(id),
      path: goalPath(id),
    })) as Done
  }

  async get(id: string): Promise<Goal> {
    return (await this.http.send({
      expect: 'object',
      method: 'GET',
      notFound: () => noSuchGoal(id),
      path: goalPath(id),
    })) as Goal
  }

  /** The values of the last `days` days, newest first. */
  async history(id: string, days: number): Promise<GoalProgress[]> {
    return (await this.http.send({
      expect: 'array',
      method: 'GET',
      notFound: () => noSuchGoal(id),
      path: `${goalPath(id)}/history`,
      query: {days},
    })) as GoalProgress[]
  }

  async list(query: {include_inactive?: boolean; limit: number}): Promise<Goal[]> {
    return (await this.http.send({expect: 'array', method: 'GET', path: GOALS, query})) as Goal[]
  }

  /** The value travels in the query. */
  async setProgress(id: string, value: number): Promise<Goal> {
    return (await this.http.send({
      expect: 'object',
      method: 'PATCH',
      notFound: () => noSuchGoal(id),
      path: `${goalPath(id)}/progress`,
      query: {current_value: value},
    })) as Goal
  }

  async update(id: string, changes: GoalUpdate): Promise<Goal> {
    return (await this.http.send({
      body: changes,
      expect: 'object',
      method: 'PATCH',
      notFound: () => noSuchGoal(id),
      path: goalPath(id),
    })) as Goal
  }

  private async findCreated(wanted: GoalCreate[], since: number): Promise<Array<Goal | undefined>> {
    const goals = await this.list({include_inactive: true, limit: ALL_GOALS})
    if (goals.length >= ALL_GOALS) throw new Error('There may be more goals than the server shows.')
    const texts = wanted.map(({title}) => title)
    const finder = new CreatedFinder<Goal>(this.http.clock, ({title}) => title)
    return finder.find(texts, goals, since, () => this.list({limit: 1}))
  }
}

const GOALS = '/v1/dev/user/goals'

const goalPath = (id: string) => `${GOALS}/${pathSegment(id)}`

const noSuchGoal = (id: string) => notFound('Goal', id)
