import {describe, expect, it} from 'vitest'

import {projectOf, projectToSignIn} from '../../../src/lib/auth/firebase-project.js'
import {readEnvironment} from '../../../src/lib/config/environment.js'

const HOST = '127.0.0.1:9099'
const withEmulator = readEnvironment({FIREBASE_AUTH_EMULATOR_HOST: HOST})
const without = readEnvironment({FIREBASE_AUTH_EMULATOR_HOST: ''})

describe('the Firebase project', () => {
  it('of a sign-in is the one that the variables name', () => {
    expect(projectToSignIn(without)).toEqual({apiKey: expect.stringMatching(/^AIza/), emulatorHost: undefined})
    const environment = readEnvironment({FIREBASE_AUTH_EMULATOR_HOST: 'localhost:9099', OMI_FIREBASE_API_KEY: 'k'})
    expect(projectToSignIn(environment)).toEqual({apiKey: 'k', emulatorHost: 'localhost:9099'})
  })

  it.each([
    {
      what: 'a server elsewhere',
      apiBase: 'https://api.omi.me',
      profile: {},
      environment: withEmulator,
      host: undefined,
    },
    {what: 'a server here', apiBase: 'http://localhost:8080', profile: {}, environment: withEmulator, host: HOST},
    {what: 'a server here', apiBase: 'http://[::1]:8080', profile: {}, environment: without, host: undefined},
    {
      what: 'a remembered emulator',
      apiBase: 'https://api.omi.me',
      profile: {firebase_auth_emulator_host: 'localhost:1'},
      environment: withEmulator,
      host: 'localhost:1',
    },
  ])('of a session with $what has its emulator at $host', ({apiBase, environment, host, profile}) => {
    expect(projectOf(profile, apiBase, environment).emulatorHost).toBe(host)
  })

  it.each(['example.com:9099', '127.0.0.1:9099/x', 'a@127.0.0.1', '127.0.0.1:99999', '0.0.0.0:9099', ' '])(
    'has no emulator at %j',
    (host) => {
      const environment = readEnvironment({FIREBASE_AUTH_EMULATOR_HOST: host})
      expect(() => projectToSignIn(environment)).toThrow('Invalid value')
      expect(() => projectOf({firebase_auth_emulator_host: host}, 'http://127.0.0.1', without)).toThrow(
        'Invalid configuration',
      )
    },
  )
})
