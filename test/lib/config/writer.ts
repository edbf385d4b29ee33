/**
 * A process that stores a key, for tests with several of them:
 * `node BUNDLE PATH PROFILE KEY`, or `node BUNDLE PATH die` to end it as the power cut does, under the lock.
 */
import {changeConfig} from '../../../src/lib/config/config-file.js'

const [path = '', profile = '', key] = process.argv.slice(2)
await changeConfig({ownFolder: false, path}, () => {
  if (key === undefined) process.kill(process.pid, 'SIGKILL')
  return [
    {path: ['profiles', profile, 'api_key'], value: key},
    {path: ['profiles', profile, 'id_token_expires_at'], value: 1_714_142_400},
  ]
})
