import {execFileSync, spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

import {temporaryFolder} from './omi.js'

/** Whether certificates can be made here. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** A certificate for this host name that signs itself, as PEM; `file` is where it lies. */
export function selfSigned(host: string): {cert: string; file: string; key: string} {
  const folder = temporaryFolder()
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const name = /^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`
  const options = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=${name}`, '-days', '2', '-nodes']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  execFileSync('openssl', ['req', '-x509', ...curve, ...options, '-keyout', key, '-out', file], {stdio: 'ignore'})
  return {cert: readFileSync(file, 'utf8'), file, key: readFileSync(key, 'utf8')}
}
