import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, omiOnTerminal, type RunOptions, temporaryFolder} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {pointedAt, serverAnswering, serverForTest} from '../support/server.js'

/** A terminal that says its size: what takes more than 23 rows is long. */
const SIZE = {columns: 100, rows: 24}

const goals = (count: number) =>
  Array.from({length: count}, (_, index) => ({id: `goal_${index + 1}`, title: `Walk ${index + 1}`}))

/** So many memories of a list, from that place on. */
const memories = (count: number, offset = 0) =>
  Array.from({length: count}, (_, index) => ({id: `m${offset + index}`, content: `Walk ${offset + index}`}))

/** The variables for a server, of somebody who is there. */
const variables = (apiBase: string) => ({...pointedAt(apiBase), CI: undefined})

/** The variables for an account with so many goals. */
const withGoals = async (count: number) => variables((await serverAnswering({body: goals(count)})).apiBase)

/** A pager that says when it begins and ends, and keeps what it got. `then` is what it does after that, in sh. */
function recordingPager(then = '', folder = temporaryFolder()) {
  const path = join(folder, 'pager')
  const record = join(folder, 'record')
  writeFileSync(path, `#!/bin/sh\necho '[begins]'\ncat > '${record}'\n${then}\necho '[ends]'\n`)
  chmodSync(path, 0o755)
  return {
    got: () => (existsSync(record) ? readFileSync(record, 'utf8') : undefined),
    path,
  }
}

const listGoals = async (pager: string, options: RunOptions = {}, count = 60) =>
  omiOnTerminal(['goal', 'list', '--limit', '100'], {
    ...SIZE,
    ...options,
    env: {...(await withGoals(count)), PAGER: pager, ...options.env},
  })

const everyGoal = goals(60).map(({title}) => title)
const titlesIn = (text: string) => text.match(/Walk \d+/g)

/** The home folder with a plugin whose `omi shows` does that to show its result, after all that a `render` may do. */
async function homeWhere(render: string) {
  const code = `const {BaseCommand} = require('@omi-dev/cli')
    const lines = (from, to) => Array.from({length: to - from + 1}, (_, i) => 'Walk ' + (from + i) + '\\n').join('')
    module.exports = class extends BaseCommand { async run() { return {} } async render() { ${render} } }`
  const peer = {peerDependencies: {'@omi-dev/cli': '>=0.1.0'}}
  const {home} = await linked(pluginFolder('omi-plugin-shows', {files: {'commands/shows.js': code}, package: peer}))
  return home
}

describe('the pager', () => {
  describe('long output on a terminal', () => {
    it('goes through the pager, all of it and nothing else', async () => {
      const pager = recordingPager()
      expect(await listGoals(pager.path)).toEqual({code: 0, screen: '[begins]\n[ends]\n'})
      expect(titlesIn(pager.got() ?? '')).toEqual(everyGoal)
      expect(pager.got()).toContain('TITLE')
    })

    it('goes through it in JSON too, indented', async () => {
      const pager = recordingPager()
      const env = {...(await withGoals(60)), PAGER: pager.path}
      expect(await omiOnTerminal(['--json', 'goal', 'list'], {...SIZE, env})).toEqual({
        code: 0,
        screen: '[begins]\n[ends]\n',
      })
      expect(JSON.parse(pager.got() ?? '')).toEqual(goals(60))
      expect(pager.got()).toContain('\n    "title": "Walk 2"')
    })

    it('is what the screen has no room for, with a row for the prompt', async () => {
      const pager = recordingPager()
      expect(titlesIn((await listGoals(pager.path, {}, 22)).screen)).toHaveLength(22)
      expect(pager.got()).toBeUndefined()
      await listGoals(pager.path, {}, 23)
      expect(titlesIn(pager.got() ?? '')).toHaveLength(23)
    })

    it('is told by its rows on the screen, not by its lines', async () => {
      const pager = recordingPager()
      const body = {id: 'm1', content: 'walks and talks '.repeat(200)}
      const env = {...variables((await serverAnswering({body})).apiBase), PAGER: pager.path}
      await omiOnTerminal(['memory', 'get', 'm1'], {...SIZE, env})
      expect(pager.got()?.replaceAll(/\s/g, '')).toContain(body.content.replaceAll(' ', ''))
    })

    it.each([
      ['--no-pager', ['--no-pager'], {}],
      ['PAGER=cat', [], {PAGER: 'cat'}],
      ['an empty PAGER', [], {PAGER: ''}],
      ['an empty OMI_PAGER, whatever PAGER says', [], {OMI_PAGER: ''}],
      ['a terminal without escape sequences', [], {TERM: 'dumb'}],
      ['CI, where nobody would leave it', [], {CI: 'true'}],
    ])('goes through none with %s', async (_name, flags, changes) => {
      const pager = recordingPager()
      const env = {...(await withGoals(60)), PAGER: pager.path, ...changes}
      const before = 'TERM' in changes ? 'TERM=dumb ' : ''
      const {code, screen} = await omiOnTerminal([...flags, 'goal', 'list'], {...SIZE, before, env})
      expect(titlesIn(screen)).toEqual(everyGoal)
      expect(code).toBe(0)
      expect(pager.got()).toBeUndefined()
    })

    it('goes through none where stdout is a pipe, or the terminal does not say its size', async () => {
      const pager = recordingPager()
      expect(titlesIn((await listGoals(pager.path, {after: ' | cat'})).screen)).toEqual(everyGoal)
      expect(titlesIn((await listGoals(pager.path, {columns: undefined, rows: undefined})).screen)).toEqual(everyGoal)
      const env = {...(await withGoals(60)), PAGER: pager.path}
      expect(titlesIn((await omi(['goal', 'list'], {env})).stdout)).toEqual(everyGoal)
      expect(pager.got()).toBeUndefined()
    })

    it('is for OMI_PAGER before PAGER', async () => {
      const [mine, other] = [recordingPager(), recordingPager()]
      await listGoals(other.path, {env: {OMI_PAGER: mine.path}})
      expect(titlesIn(mine.got() ?? '')).toEqual(everyGoal)
      expect(other.got()).toBeUndefined()
    })

    it('gives no credential to the pager', async () => {
      const folder = temporaryFolder()
      await listGoals(`env > '${folder}/env'; cat > /dev/null`)
      const given = readFileSync(join(folder, 'env'), 'utf8')
      expect(given).toContain('LESS=FRX\n')
      expect(given).not.toContain('omi_dev_')
    })
  })

  describe('what is said on stderr', () => {
    it('comes when the pager is left: that there is more', async () => {
      const pager = recordingPager()
      const body = memories(60)
      const env = {...variables((await serverAnswering({body})).apiBase), PAGER: pager.path}
      const {screen} = await omiOnTerminal(['memory', 'list', '--limit', '30'], {...SIZE, env})
      expect(screen).toMatch(/^\[begins]\n\[ends]\n30 shown, there are more: --all/)
    })

    it('keeps its place behind what is not long', async () => {
      const body = memories(60)
      const env = variables((await serverAnswering({body})).apiBase)
      const {screen} = await omiOnTerminal(['memory', 'list', '--limit', '3'], {...SIZE, env})
      expect(screen).toMatch(/Walk 2.*\n3 shown, there are more: --all/)
    })

    it('comes when the pager is left: the error of a list that broke off', async () => {
      const pager = recordingPager()
      let pages = 0
      const apiBase = await serverForTest((_request, response) => {
        pages += 1
        response.writeHead(pages === 1 ? 200 : 500, {'content-type': 'application/json'})
        response.end(pages === 1 ? JSON.stringify(memories(200)) : '{"detail": "no"}')
      })
      const env = {...variables(apiBase), OMI_MAX_ATTEMPTS: '1', PAGER: pager.path}
      const {code, screen} = await omiOnTerminal(['memory', 'list', '--all'], {...SIZE, env})
      expect(screen).toMatch(/^\[begins]\n\[ends]\n\S*✗\S* Server error \(500\)/)
      expect(code).toBe(3)
      expect(titlesIn(pager.got() ?? '')?.length).toBeGreaterThan(100)
    })
  })

  describe('a pager that', () => {
    it('is not there costs nothing of the output', async () => {
      const {code, screen} = await listGoals('/nowhere/pager --quiet')
      expect(titlesIn(screen)).toEqual(everyGoal)
      expect(code).toBe(0)
    })

    it('may not be run costs nothing of the output', async () => {
      const pager = recordingPager()
      chmodSync(pager.path, 0o644)
      expect(titlesIn((await listGoals(pager.path)).screen)).toEqual(everyGoal)
    })

    it('has blanks in its path is run where the shell can read it, and costs nothing where it cannot', async () => {
      const folder = join(temporaryFolder(), 'my pagers')
      mkdirSync(folder)
      const pager = recordingPager('', folder)
      expect(titlesIn((await listGoals(pager.path)).screen)).toEqual(everyGoal)
      expect(pager.got()).toBeUndefined()
      await listGoals(`'${pager.path}'`)
      expect(titlesIn(pager.got() ?? '')).toEqual(everyGoal)
    })

    it.each([
      ['sh -c "exit 3"', 'exit code 3'],
      ['kill -9 $$', 'a signal'],
      ['exec <&-; exit 1', 'exit code 1'],
    ])('dies at once is no error, and it is said: %s', async (pager, how) => {
      const screen = `! The pager ended with ${how}. Without one: omi --no-pager\n`
      expect(await listGoals(pager, {env: {NO_COLOR: '1'}})).toEqual({code: 0, screen})
    })

    it('takes nothing is left by its user', async () => {
      expect(await listGoals('true')).toEqual({code: 0, screen: ''})
    })

    it('is less shows colours whatever LESS says', async () => {
      const pager = recordingPager('echo "LESS is $LESS"')
      expect((await listGoals(pager.path, {env: {LESS: '-S'}})).screen).toContain('LESS is -R -S\n')
      expect((await listGoals(pager.path, {env: {LESS: ''}})).screen).toContain('LESS is FRX\n')
    })

    it('is left early ends the reading', async () => {
      let isLeft = false
      let afterwards = 0
      const apiBase = await serverForTest((request, response) => {
        const offset = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('offset'))
        if (isLeft) afterwards += 1
        isLeft ||= offset > 1000
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(memories(200, offset)))
      })
      const env = {...variables(apiBase), PAGER: 'head -3'}
      const {code, screen} = await omiOnTerminal(['memory', 'list', '--all'], {...SIZE, env})
      expect(code).toBe(0)
      expect(screen.split('\n')).toHaveLength(4)
      // The list has no end.
      expect(afterwards).toBeLessThan(20)
    })

    it('gets Ctrl-C for itself', async () => {
      const pager = recordingPager(
        "trap 'echo [interrupted]; echo [ends]; exit' INT\necho [ready]\nread key < /dev/tty",
      )
      const {code, screen} = await listGoals(pager.path, {before: 'exec ', replies: [{to: '[ready]', type: '\u0003'}]})
      expect(screen).toMatch(/^\[begins]\n\[ready]\n(?:\^C)?\[interrupted]\n\[ends]\n$/)
      expect(code).toBe(0)
    })

    it('is ended by a SIGTERM to omi while more is being read', async () => {
      const folder = temporaryFolder()
      const apiBase = await serverForTest((request, response) => {
        const offset = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('offset'))
        // The next page never comes.
        if (offset > 0) return
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(memories(200)))
      })
      const pager = join(folder, 'pager')
      writeFileSync(
        pager,
        "#!/bin/sh\ntrap 'echo [told]; exit 0' TERM\necho [begins]\nread line\nkill -TERM $PPID\ncat > /dev/null\n",
      )
      chmodSync(pager, 0o755)
      const env = {...variables(apiBase), PAGER: pager}
      expect(await omiOnTerminal(['memory', 'list', '--all'], {...SIZE, env})).toEqual({
        code: 143,
        screen: '[begins]\n[told]\n',
      })
    })

    it('is ended by a SIGTERM to omi, and waited for', async () => {
      const pager = recordingPager("trap 'echo [told]; echo [ends]; exit' TERM\nkill -TERM $PPID\nread key < /dev/tty")
      const {code, screen} = await listGoals(`${pager.path} --with words`)
      expect(screen).toBe('[begins]\n[told]\n[ends]\n')
      expect(code).toBe(143)
    })
  })

  describe('a command of a plugin', () => {
    it('asks when all that it has shown is on the screen, and the rest is not paged', async () => {
      const pager = recordingPager()
      const home = await homeWhere(
        "await this.output.write(lines(1, 3)); await this.confirm('More?'); await this.output.write(lines(4, 60))",
      )
      const {code, screen} = await omiOnTerminal(['shows'], {
        ...SIZE,
        env: {CI: undefined, PAGER: pager.path},
        home,
        replies: [{to: 'More?', type: 'y\r'}],
      })
      expect(titlesIn(screen)).toEqual(everyGoal)
      expect(screen.indexOf('More?')).toBeGreaterThan(screen.indexOf('Walk 3'))
      expect(code).toBe(0)
      expect(pager.got()).toBeUndefined()
    })

    it('asks when the pager is left', async () => {
      const pager = recordingPager()
      const home = await homeWhere("await this.output.write(lines(1, 60)); await this.confirm('More?')")
      const {screen} = await omiOnTerminal(['shows'], {
        ...SIZE,
        env: {CI: undefined, PAGER: pager.path},
        home,
        replies: [{to: 'More?', type: 'y\r'}],
      })
      expect(screen).toMatch(/^\[begins]\n\[ends]\n[^\n]*More\?/)
      expect(titlesIn(pager.got() ?? '')).toEqual(everyGoal)
    })

    it('that goes on is not kept from the screen', async () => {
      const home = await homeWhere(
        String.raw`await this.output.write('Walk 1\n'); await new Promise((resolve) => process.stdin.once('data', resolve))`,
      )
      const {code, screen} = await omiOnTerminal(['shows'], {
        ...SIZE,
        env: {CI: undefined},
        home,
        replies: [{to: 'Walk 1', type: '\r'}],
      })
      expect(screen).toContain('Walk 1\n')
      expect(code).toBe(0)
    })

    it('has what it says on stderr meanwhile wait for the end of the pager', async () => {
      const pager = recordingPager()
      const home = await homeWhere(
        "await this.output.write(lines(1, 60)); console.error('by itself'); this.output.warn('by us')",
      )
      const {screen} = await omiOnTerminal(['shows'], {
        ...SIZE,
        env: {CI: undefined, NO_COLOR: '1', PAGER: pager.path},
        home,
      })
      expect(screen).toBe('[begins]\n[ends]\nby itself\n! by us\n')
    })
  })

  describe('less', () => {
    it('is the pager where none is named', async () => {
      const {code, screen} = await listGoals('', {
        env: {LESS: undefined, PAGER: undefined},
        replies: [{to: '\n:', type: 'q'}],
      })
      expect(titlesIn(screen)).toEqual(everyGoal.slice(0, 22))
      expect(screen).not.toContain('ESC[')
      expect(code).toBe(0)
    })

    it.each([
      ['LESS', {LESS: '-RX -PsOWN'}, 'less'],
      ['arguments', {}, 'less -PsOWN'],
    ])('does as the user set it: %s', async (_name, env, pager) => {
      const {code, screen} = await listGoals(pager, {env, replies: [{to: 'OWN', type: 'q'}]})
      expect(screen).toContain('Walk 22')
      expect(screen).not.toContain('Walk 24')
      expect(code).toBe(0)
    })
  })
})
